import { type ReactNode, useMemo } from 'react'
import type { AssetBody } from '../../../contract/assets.ts'
import { Answer, Empty } from '../../components/note.tsx'
import { classNames } from '../../components/class-names.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import { PartitionTiles } from './partition-tiles.tsx'
import { usePartitions, type PartitionData } from './partition-data.ts'
import { PartitionsPanel } from './partitions-panel.tsx'
import styles from './partitions.module.css'
import { WhyPanel } from './why-panel.tsx'

/** All partitions of an asset as pictures and as a list; one of them, and why it is as it is, beside. */
export function PartitionsTab({ asset }: { readonly asset: AssetBody }): ReactNode {
  const [{ p }, change] = useAssetSearch()
  const isCut = asset.partitions !== 'unpartitioned'
  const query = usePartitions(asset.key, isCut)
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const more = useMemo(
    () => () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
    },
    [fetchNextPage, hasNextPage, isFetchingNextPage],
  )
  if (!isCut) return <Whole asset={asset} />
  return (
    <>
      <PartitionTiles asset={asset} />
      <div className={classNames(styles['layout'], p !== undefined && styles['withSide'])}>
        <Answer of={query}>{(data) => <Cut asset={asset} data={data} more={more} />}</Answer>
        {p !== undefined && (
          <div className={styles['side']}>
            <WhyPanel asset={asset.key} partition={p} onClose={() => change({ p: undefined })} />
          </div>
        )}
      </div>
    </>
  )
}

function Cut({
  asset,
  data,
  more,
}: {
  readonly asset: AssetBody
  readonly data: PartitionData
  readonly more: () => void
}): ReactNode {
  if (data.count > 0) return <PartitionsPanel asset={asset.key} data={data} more={more} />
  return (
    <Empty title="There are no partitions yet">
      {data.grain === undefined
        ? 'Its keys are added while the project runs: by `headwater keys`, or by the code.'
        : 'The first one begins later than now.'}
    </Empty>
  )
}

function Whole({ asset }: { readonly asset: AssetBody }): ReactNode {
  return (
    <div className={styles['layout']}>
      <WhyPanel asset={asset.key} />
    </div>
  )
}

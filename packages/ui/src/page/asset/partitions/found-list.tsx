import { type ReactNode, useMemo } from 'react'
import type { Status } from '../../../contract/words.ts'
import { useApi } from '../../api/use-api.ts'
import { Answer, Empty } from '../../components/note.tsx'
import { StatusPill } from '../../components/pill.tsx'
import { VirtualRows } from '../../components/virtual-rows.tsx'
import { formatCount, plural } from '../../words/format.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'
import { keyOf } from './selection-text.ts'

/** As many as the server tells in one answer. */
const most = 5000

interface Found {
  readonly key: string
  readonly status: Status
}

/** Partitions by a text in their keys, one by one. */
export function FoundList({
  asset,
  data,
  series,
  text,
  statuses,
}: {
  readonly asset: string
  readonly data: PartitionData
  readonly series: Series
  readonly text: string
  /** Only these; absent: all. */
  readonly statuses: readonly Status[] | undefined
}): ReactNode {
  const keys = useApi('partitionKeys', { asset, query: { q: text, from: 0, count: most } }, { keep: true })
  const found = useMemo(
    () =>
      keys.data?.keys.flatMap((key, index): readonly Found[] => {
        const status = data.statuses[series.runs.statusAt(keys.data.places?.[index] ?? 0)] ?? 'missing'
        return statuses?.includes(status) === false ? [] : [{ key: keyOf(data.body, key, series.of), status }]
      }),
    [keys.data, data, series, statuses],
  )
  return (
    <Answer of={{ ...keys, data: found }}>
      {(rows) => (
        <>
          <p className={styles['found']} role="status">
            {foundInWords(rows.length, keys.data?.total ?? 0, statuses !== undefined)}
          </p>
          {rows.length === 0 ? (
            <Empty title="No key is like that">Look for another part of a key.</Empty>
          ) : (
            <Rows of={rows} />
          )}
        </>
      )}
    </Answer>
  )
}

function Rows({ of }: { readonly of: readonly Found[] }): ReactNode {
  const [{ p }, change] = useAssetSearch()
  return (
    <VirtualRows items={of} rowHeight={34} label="Found" keyOf={({ key }) => key} className={styles['seriesList']}>
      {({ key, status }) => (
        <div className={styles['seriesRow']}>
          <button type="button" className={styles['key']} aria-pressed={key === p} onClick={() => change({ p: key })}>
            {key}
          </button>
          <StatusPill status={status} />
        </div>
      )}
    </VirtualRows>
  )
}

function foundInWords(shown: number, total: number, isFiltered: boolean): string {
  const all = `${plural(total, 'key')} with this text`
  const found = isFiltered ? `${formatCount(shown)} of ${all}` : all
  return total > most ? `${found}, of which the first ${formatCount(most)} are looked at` : found
}

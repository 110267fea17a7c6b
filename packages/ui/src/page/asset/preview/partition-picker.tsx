import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useApi } from '../../api/use-api.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { usePartitions } from '../partitions/partition-data.ts'
import { keyOf, partsOf } from '../partitions/selection-text.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import styles from './preview.module.css'

/** As many keys are offered, the newest ones. */
const offered = 500

/** Chooses the partition to look at: by its key, or one after the other. */
export function PartitionPicker({
  asset,
  partition,
}: {
  readonly asset: string
  readonly partition: string | undefined
}): ReactNode {
  const [, change] = useAssetSearch()
  const id = useId()
  const keys = useNewestKeys(asset, partition)
  const at = partition === undefined ? -1 : keys.indexOf(partition)
  const step = (by: number) => {
    const next = keys[at + by]
    if (next !== undefined) change({ p: next })
  }
  const choose = (data: FormData) => {
    const text = data.get('partition')
    if (typeof text === 'string') change({ p: text.trim() || undefined })
  }
  return (
    <form className={styles['picker']} action={choose}>
      <label htmlFor={id}>Partition</label>
      <IconButton small label="The one before" disabled={at <= 0} onClick={() => step(-1)}>
        <ChevronLeft size={15} />
      </IconButton>
      <input
        key={partition}
        id={id}
        name="partition"
        className={styles['key']}
        defaultValue={partition}
        list={`${id}-keys`}
        spellCheck={false}
        autoComplete="off"
      />
      <IconButton small label="The one after" disabled={at === -1 || at >= keys.length - 1} onClick={() => step(1)}>
        <ChevronRight size={15} />
      </IconButton>
      <datalist id={`${id}-keys`}>
        {keys.slice(-100).map((key) => (
          <option key={key} value={key} />
        ))}
      </datalist>
      <Button small type="submit">
        Show
      </Button>
    </form>
  )
}

/** The last keys of the series that the partition is in, in order. */
function useNewestKeys(asset: string, partition: string | undefined): readonly string[] {
  const { data } = usePartitions(asset)
  const of = data && (partition === undefined ? (data.series[0]?.of ?? []) : partsOf(data.body, partition).of)
  const from = Math.max(0, (data?.count ?? 0) - offered)
  const keys = useApi('partitionKeys', { asset, query: { from, count: offered } }, { enabled: data !== undefined })
  return data && of ? (keys.data?.keys ?? []).map((key) => keyOf(data.body, key, of)) : []
}

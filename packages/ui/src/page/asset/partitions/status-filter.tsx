import type { ReactNode } from 'react'
import type { Status } from '../../../contract/words.ts'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import { formatCount } from '../../words/format.ts'
import { useAssetSearch } from '../use-asset-search.ts'
import type { PartitionData, Series } from './partition-data.ts'
import styles from './partitions.module.css'

/** How many partitions stand how, as buttons that limit the list to them. */
export function StatusFilter({ data, series }: { readonly data: PartitionData; readonly series: Series }): ReactNode {
  const [{ status: chosen = [] }, change] = useAssetSearch()
  const counts = series.runs.countsBetween(0, data.count - 1, data.statuses.length)
  const toggle = (status: Status) => {
    const next = chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status]
    change({ status: next.length > 0 ? next : undefined })
  }
  return (
    <span className={styles['legend']} role="group" aria-label="Only these">
      {data.statuses.map((status, index) =>
        counts[index] || chosen.includes(status) ? (
          <button key={status} type="button" aria-pressed={chosen.includes(status)} onClick={() => toggle(status)}>
            <StatusMark status={status} />
            {formatCount(counts[index] ?? 0)} {statusWords[status].toLowerCase()}
          </button>
        ) : null,
      )}
    </span>
  )
}

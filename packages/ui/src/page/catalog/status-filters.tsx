import type { ReactNode } from 'react'
import type { Status } from '../../contract/words.ts'
import { StatusMark } from '../components/status-mark.tsx'
import { statusWords } from '../words/mark.ts'
import { statusFilters } from '../router/search.ts'
import { formatCount } from '../words/format.ts'
import styles from './catalog-page.module.css'

/** Which statuses are shown; none chosen: all. */
export function StatusFilters({
  counts,
  chosen,
  onChoose,
}: {
  readonly counts: ReadonlyMap<Status, number>
  readonly chosen: readonly Status[]
  readonly onChoose: (chosen: readonly Status[]) => void
}): ReactNode {
  const toggle = (status: Status) =>
    onChoose(chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status])
  if (counts.size === 0 && chosen.length === 0) return null
  return (
    <div className={styles['filters']} role="group" aria-label="Status">
      {statusFilters
        .filter((status) => counts.has(status) || chosen.includes(status))
        .map((status) => (
          <button
            key={status}
            type="button"
            className={styles['filter']}
            aria-pressed={chosen.includes(status)}
            onClick={() => toggle(status)}
          >
            <StatusMark status={status} />
            {statusWords[status]} {formatCount(counts.get(status) ?? 0)}
          </button>
        ))}
    </div>
  )
}

import type { ReactNode } from 'react'
import type { Status } from '../../../contract/words.ts'
import { StatusMark } from '../../components/status-mark.tsx'
import { formatCount } from '../../words/format.ts'
import { statusWords } from '../../words/mark.ts'
import styles from './partitions.module.css'

/** How many partitions stand how: `counts` by the index of a status. */
export function Counts({
  statuses,
  counts,
}: {
  readonly statuses: readonly Status[]
  readonly counts: Uint32Array
}): ReactNode {
  return (
    <span className={styles['legend']}>
      {statuses.map((status, index) =>
        counts[index] ? (
          <span key={status} title={statusWords[status]}>
            <StatusMark status={status} />
            {formatCount(counts[index])} {statusWords[status].toLowerCase()}
          </span>
        ) : null,
      )}
    </span>
  )
}

import type { ReactNode } from 'react'
import styles from './progress.module.css'

/** How far something is: `done` of `of`. */
export function Progress({
  done,
  of,
  label,
}: {
  readonly done: number
  readonly of: number
  readonly label: string
}): ReactNode {
  const percent = of === 0 ? 0 : Math.min(100, (100 * done) / of)
  return (
    <div
      className={styles['track']}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(done, of)}
    >
      <div className={styles['done']} style={{ width: `${percent}%` }} />
    </div>
  )
}

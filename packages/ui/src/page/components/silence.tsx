import type { ReactNode } from 'react'
import styles from './silence.module.css'
import { StatusMark } from './status-mark.tsx'
import { Elapsed } from './time.tsx'

/** Says of a run elsewhere that nobody knows whether it goes on. */
export function Silence({ since }: { readonly since: number }): ReactNode {
  return (
    <span className={styles['silence']}>
      <StatusMark status="warn" />
      <span>
        no sign of life for <Elapsed since={since} />
      </span>
    </span>
  )
}

import type { ReactNode } from 'react'
import { type Mark, statusWords, toneOf } from '../words/mark.ts'
import { classNames } from './class-names.ts'
import styles from './pill.module.css'
import { StatusMark } from './status-mark.tsx'

/** A status as mark, colour and word: `children` instead of the plain word, such as `4 stale`. */
export function StatusPill({ status, children }: { readonly status: Mark; readonly children?: ReactNode }): ReactNode {
  return (
    <span className={classNames(styles['pill'], styles[toneOf(status)])}>
      <StatusMark status={status} />
      {children ?? statusWords[status]}
    </span>
  )
}

/** A word that tells what something is: a kind, a tag, an owner. */
export function Tag({ children }: { readonly children: ReactNode }): ReactNode {
  return <span className={classNames(styles['pill'], styles['tag'])}>{children}</span>
}

import type { ReactNode } from 'react'
import type { Status } from '../../../contract/words.ts'
import { StatusMark } from '../../components/status-mark.tsx'
import { statusWords } from '../../words/mark.ts'
import styles from './partitions.module.css'
import type { Keys } from './use-keys.ts'
import type { Hover } from './use-range-drag.ts'

/** What is under the pointer: its key and how it stands. */
export function HoverLabel({
  hover,
  status,
  keys,
}: {
  readonly hover: Hover
  readonly status: Status | undefined
  readonly keys: Keys
}): ReactNode {
  if (status === undefined) return null
  return (
    <div className={styles['hover']} style={{ left: hover.x, top: hover.y }} aria-hidden="true">
      <StatusMark status={status} />
      <span>{keys.textAt(hover.index) ?? `partition ${hover.index + 1}`}</span>
      <span>{statusWords[status]}</span>
    </div>
  )
}

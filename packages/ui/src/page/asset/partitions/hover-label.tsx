import { type ReactNode, useEffect } from 'react'
import type { Status } from '../../../contract/words.ts'
import { StatusMark } from '../../components/status-mark.tsx'
import { formatCount } from '../../words/format.ts'
import { statusWords } from '../../words/mark.ts'
import styles from './partitions.module.css'
import type { Keys } from './use-keys.ts'
import type { Hover } from './use-range-drag.ts'

/** So long a pointer rests before a key that is not known is asked for. */
const restMs = 60

/** What is under the pointer: its key and how it stands. */
export function HoverLabel({
  hover,
  of = [],
  status,
  keys,
}: {
  readonly hover: Hover
  /** The series that it is in, where there are several. */
  readonly of?: readonly string[]
  readonly status: Status | undefined
  readonly keys: Keys
}): ReactNode {
  const { want } = keys
  useEffect(() => {
    const timer = setTimeout(() => want([hover.index]), restMs)
    return () => clearTimeout(timer)
  }, [want, hover.index])
  if (status === undefined) return null
  return (
    <div className={styles['hover']} style={{ left: hover.x, top: hover.y }} aria-hidden="true">
      <StatusMark status={status} />
      {of.length > 0 && <b>{of.join(' · ')}</b>}
      <span>{keys.textAt(hover.index) ?? `partition ${formatCount(hover.index + 1)}`}</span>
      <span>{statusWords[status]}</span>
    </div>
  )
}

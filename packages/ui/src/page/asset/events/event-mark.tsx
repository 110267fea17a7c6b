import type { ReactNode } from 'react'
import type { EventItem } from '../../../contract/assets.ts'
import { StatusMark } from '../../components/status-mark.tsx'

const marks = { ok: 'succeeded', warn: 'warn', error: 'failed', info: 'waiting' } as const

/** How good or bad an event is, as a shape. */
export function EventMark({ level }: { readonly level: EventItem['level'] }): ReactNode {
  return <StatusMark status={marks[level]} />
}

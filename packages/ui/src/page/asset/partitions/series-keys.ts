import type { KeyboardEvent } from 'react'
import { anchorOf } from './range-keys.ts'
import type { Rectangle } from './rectangle.ts'
import { between } from './use-range-drag.ts'

interface SeriesKeys {
  readonly series: number
  readonly partitions: number
  readonly current: number | undefined
  readonly selected: Rectangle | undefined
  readonly onCurrent: (row: number) => void
  readonly onOpen: (row: number) => void
  readonly onSelect: (next: Rectangle) => void
  readonly onClear: () => void
}

/** Arrows go from series to series, with Shift they select them; Enter opens one, and Escape gives the selection back. */
export function onSeriesKey(event: KeyboardEvent, keys: SeriesKeys): void {
  const { series, partitions, current, selected, onCurrent, onOpen, onSelect, onClear } = keys
  if (event.key === 'Enter' && current !== undefined) return onOpen(current)
  if (event.key === 'Escape' && selected) {
    event.preventDefault()
    return onClear()
  }
  const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -12, PageDown: 12 }[event.key]
  if (step === undefined) return
  event.preventDefault()
  const next = Math.min(Math.max((current ?? -1) + step, 0), series - 1)
  onCurrent(next)
  if (!event.shiftKey || current === undefined) return
  const rows = between(anchorOf(current, selected?.rows), next)
  onSelect({ rows, columns: selected?.columns ?? { from: 0, to: partitions - 1 } })
}

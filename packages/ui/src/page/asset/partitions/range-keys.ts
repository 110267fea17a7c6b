import type { KeyboardEvent } from 'react'
import type { Stretch } from './mix.ts'
import { between, type Pointed } from './use-range-drag.ts'

/** How far the arrow keys go in a picture of partitions. */
export interface Steps {
  readonly count: number
  /** The partition beside another one. */
  readonly beside: (index: number, towards: 'left' | 'right' | 'up' | 'down') => number
}

/**
 * Arrows, Home and End go from partition to partition; with Shift they select from where they began. Escape gives the selection
 * back, then the partition.
 */
export function onRangeKey(
  event: KeyboardEvent,
  steps: Steps,
  { active, selected }: Pointed,
  onChange: (next: Pointed) => void,
): void {
  if (event.key === 'Escape' && (selected || active !== undefined)) {
    event.preventDefault()
    onChange({ active: selected && active, selected: undefined })
    return
  }
  const from = active ?? steps.count - 1
  const next = targetOf(event.key, from, steps)
  if (next === undefined || event.metaKey || event.ctrlKey || event.altKey) return
  event.preventDefault()
  const to = active === undefined ? from : Math.min(Math.max(next, 0), steps.count - 1)
  if (!event.shiftKey) return onChange({ active: to, selected })
  onChange({ active: to, selected: between(anchorOf(from, selected), to) })
}

/** The end of the selection that is not at the active partition stays where it is; elsewhere a new one begins. */
export function anchorOf(active: number, selected: Stretch | undefined): number {
  if (selected?.from === active) return selected.to
  return selected?.to === active ? selected.from : active
}

function targetOf(key: string, from: number, { count, beside }: Steps): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return beside(from, 'left')
    case 'ArrowRight':
      return beside(from, 'right')
    case 'ArrowUp':
      return beside(from, 'up')
    case 'ArrowDown':
      return beside(from, 'down')
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}

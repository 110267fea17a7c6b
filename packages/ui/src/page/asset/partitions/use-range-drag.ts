import { type PointerEvent, useRef, useState } from 'react'
import type { Stretch } from './mix.ts'

/** How a picture of partitions tells which is where. */
export interface Hits {
  /** The partition at a point of the canvas. */
  readonly at: (x: number, y: number) => number | undefined
  /** The nearest one along time, which a drag over holes means. */
  readonly near: (x: number, y: number) => number
}

/** What is looked at, and what is selected. */
export interface Pointed {
  readonly active: number | undefined
  readonly selected: Stretch | undefined
}

/** A hovered partition, and where the pointer is over the window. */
export interface Hover {
  readonly index: number
  readonly x: number
  readonly y: number
}

/** Less than this far a press is a click. Pixels. */
export const clickDistance = 4

/**
 * Click to look at a partition, drag or shift-click to select a range. A finger scrolls instead of dragging: with it, ranges are
 * selected in the list.
 */
export function useRangeDrag(hits: Hits, { active, selected }: Pointed, onChange: (next: Pointed) => void) {
  const press = useRef<{ index: number; x: number; y: number; moved: boolean } | undefined>(undefined)
  const [dragged, setDragged] = useState<Stretch>()
  const [hover, setHover] = useState<Hover>()

  function onPointerDown(event: PointerEvent<HTMLCanvasElement>): void {
    if (event.button !== 0) return
    const [x, y] = pointOf(event)
    const index = event.shiftKey && active !== undefined ? active : hits.near(x, y)
    press.current = { index, x, y, moved: event.shiftKey }
    if (event.pointerType !== 'touch') event.currentTarget.setPointerCapture(event.pointerId)
  }
  function onPointerMove(event: PointerEvent<HTMLCanvasElement>): void {
    const [x, y] = pointOf(event)
    const index = hits.at(x, y)
    setHover((old) =>
      index === undefined || event.pointerType === 'touch'
        ? undefined
        : old?.index === index
          ? old
          : { index, x: event.clientX, y: event.clientY },
    )
    const from = press.current
    if (!from || event.pointerType === 'touch') return
    from.moved ||= Math.hypot(x - from.x, y - from.y) > clickDistance
    if (from.moved) setDragged(between(from.index, hits.near(x, y)))
  }
  function onPointerUp(event: PointerEvent<HTMLCanvasElement>): void {
    const [x, y] = pointOf(event)
    const from = press.current
    press.current = undefined
    setDragged(undefined)
    if (!from) return
    if (from.moved) return onChange({ active, selected: between(from.index, hits.near(x, y)) })
    const index = hits.at(x, y)
    // A click beside all partitions lets go of what is selected.
    onChange({ active: index, selected: index === undefined ? undefined : selected })
  }
  function onPointerLeave(): void {
    setHover(undefined)
  }
  function onPointerCancel(): void {
    press.current = undefined
    setDragged(undefined)
  }
  return { dragged, hover, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onPointerCancel } }
}

/** A stretch by its ends, in whichever order they were pointed at. */
export function between(one: number, other: number): Stretch {
  return { from: Math.min(one, other), to: Math.max(one, other) }
}

export function pointOf(event: PointerEvent<HTMLCanvasElement>): readonly [x: number, y: number] {
  const { left, top } = event.currentTarget.getBoundingClientRect()
  return [event.clientX - left, event.clientY - top]
}

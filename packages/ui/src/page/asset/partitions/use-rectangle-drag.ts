import { type PointerEvent, useRef, useState } from 'react'
import { indexInBar } from './bar-painter.ts'
import type { Rectangle } from './rectangle.ts'
import { barLeft, seriesHeight } from './series-painter.ts'
import { between, clickDistance, type Hover, pointOf } from './use-range-drag.ts'

/** A series, and in it the partition that a point is at; `isName`: it is left of the bars. */
interface Spot {
  readonly row: number
  readonly column: number
  readonly isName: boolean
}

interface Press extends Spot {
  readonly x: number
  readonly y: number
  moved: boolean
}

interface Lines {
  readonly series: number
  readonly partitions: number
  readonly scrolled: number
  /** Hears of the series that the pointer is over; undefined once it leaves. */
  readonly onReach: (row: number | undefined) => void
  readonly onSelect: (rectangle: Rectangle) => void
  readonly onOpen: (row: number) => void
}

/**
 * Click to open a series, drag to select partitions of several: over the names, all of theirs. With a finger it scrolls instead
 * of dragging.
 */
export function useRectangleDrag({ series, partitions, scrolled, onReach, onSelect, onOpen }: Lines) {
  const press = useRef<Press | undefined>(undefined)
  const [dragged, setDragged] = useState<Rectangle>()
  const [hover, setHover] = useState<Hover>()

  function spotAt(event: PointerEvent<HTMLCanvasElement>): Spot & { readonly x: number; readonly y: number } {
    const [x, y] = pointOf(event)
    const width = event.currentTarget.clientWidth
    const left = barLeft(width)
    const row = Math.min(Math.max(Math.floor((y + scrolled) / seriesHeight), 0), series - 1)
    const column = indexInBar({ from: 0, to: partitions - 1 }, width - left, x - left)
    return { row, column, isName: x < left, x, y }
  }
  function rectangleTo({ row, column }: Spot): Rectangle | undefined {
    const from = press.current
    if (!from) return undefined
    const columns = from.isName ? { from: 0, to: partitions - 1 } : between(from.column, column)
    return { rows: between(from.row, row), columns }
  }
  function onPointerDown(event: PointerEvent<HTMLCanvasElement>): void {
    if (event.button !== 0) return
    press.current = { ...spotAt(event), moved: false }
    if (event.pointerType !== 'touch') event.currentTarget.setPointerCapture(event.pointerId)
  }
  function onPointerMove(event: PointerEvent<HTMLCanvasElement>): void {
    const spot = spotAt(event)
    const isTouch = event.pointerType === 'touch'
    onReach(spot.row)
    setHover(isTouch || spot.isName ? undefined : { index: spot.column, x: event.clientX, y: event.clientY })
    const from = press.current
    if (!from || isTouch) return
    from.moved ||= Math.hypot(spot.x - from.x, spot.y - from.y) > clickDistance
    if (from.moved) setDragged(rectangleTo(spot))
  }
  function onPointerUp(event: PointerEvent<HTMLCanvasElement>): void {
    const spot = spotAt(event)
    const rectangle = press.current?.moved ? rectangleTo(spot) : undefined
    const isClick = press.current?.moved === false
    onPointerCancel()
    if (rectangle) onSelect(rectangle)
    else if (isClick) onOpen(spot.row)
  }
  function onPointerLeave(): void {
    onReach(undefined)
    setHover(undefined)
  }
  function onPointerCancel(): void {
    press.current = undefined
    setDragged(undefined)
  }
  return { dragged, hover, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerLeave, onPointerCancel } }
}

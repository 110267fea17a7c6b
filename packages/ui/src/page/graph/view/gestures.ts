import { type Hit, hitTest } from '../paint/hit-test.ts'
import type { GraphView } from './graph-view.ts'

/** What a click adds to what is selected. */
export type ClickMode = 'only' | 'path' | 'add'

export interface GestureListeners {
  readonly onClick: (hit: Hit | undefined, mode: ClickMode) => void
  readonly onOpen: (hit: Hit) => void
  readonly onHover: (hit: Hit | undefined) => void
}

/** A hand that moves less than this meant a click. */
const clickRoom = 4

interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Wheel and drag pan, ctrl-wheel and two fingers zoom, a click selects, a double click opens. Returns what ends listening.
 */
export function listenToGestures(canvas: HTMLCanvasElement, view: GraphView, listeners: GestureListeners): () => void {
  const hand = new Hand(canvas, view, listeners)
  const ends = new AbortController()
  const { signal } = ends
  canvas.addEventListener('wheel', (event) => hand.wheel(event), { passive: false, signal })
  canvas.addEventListener('pointerdown', (event) => hand.press(event), { signal })
  canvas.addEventListener('pointermove', (event) => hand.move(event), { signal })
  canvas.addEventListener('pointerup', (event) => hand.release(event), { signal })
  canvas.addEventListener('pointercancel', (event) => hand.forget(event), { signal })
  canvas.addEventListener('pointerleave', () => listeners.onHover(undefined), { signal })
  canvas.addEventListener('dblclick', (event) => hand.open(event), { signal })
  return () => ends.abort()
}

class Hand {
  readonly #canvas: HTMLCanvasElement
  readonly #view: GraphView
  readonly #listeners: GestureListeners
  readonly #fingers = new Map<number, Point>()
  #pressedAt: Point | undefined

  constructor(canvas: HTMLCanvasElement, view: GraphView, listeners: GestureListeners) {
    this.#canvas = canvas
    this.#view = view
    this.#listeners = listeners
  }

  wheel(event: WheelEvent): void {
    event.preventDefault()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1
    if (event.ctrlKey || event.metaKey) this.#view.zoom(Math.exp(-event.deltaY * unit * 0.006), pointOf(event))
    else if (event.shiftKey && event.deltaX === 0) this.#view.pan(-event.deltaY * unit, 0)
    else this.#view.pan(-event.deltaX * unit, -event.deltaY * unit)
  }

  press(event: PointerEvent): void {
    if (event.button > 1) return
    this.#canvas.setPointerCapture(event.pointerId)
    this.#fingers.set(event.pointerId, pointOf(event))
    this.#pressedAt = this.#fingers.size === 1 ? pointOf(event) : undefined
  }

  move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId)
    const now = pointOf(event)
    if (!before) {
      const hit = this.#hitAt(now)
      this.#canvas.style.cursor = hit ? 'pointer' : 'grab'
      this.#listeners.onHover(hit)
      return
    }
    if (this.#pressedAt && distance(this.#pressedAt, now) <= clickRoom) return
    this.#pressedAt = undefined
    this.#canvas.style.cursor = 'grabbing'
    const other = [...this.#fingers].find(([finger]) => finger !== event.pointerId)?.[1]
    if (other) {
      const middle = { x: (other.x + now.x) / 2, y: (other.y + now.y) / 2 }
      this.#view.zoom(distance(other, now) / Math.max(1, distance(other, before)), middle)
      this.#view.pan((now.x - before.x) / 2, (now.y - before.y) / 2)
    } else this.#view.pan(now.x - before.x, now.y - before.y)
    this.#fingers.set(event.pointerId, now)
  }

  release(event: PointerEvent): void {
    const clicked = this.#pressedAt
    this.forget(event)
    if (!clicked) return
    const mode = event.shiftKey ? 'path' : event.metaKey || event.ctrlKey ? 'add' : 'only'
    this.#listeners.onClick(this.#hitAt(clicked), mode)
  }

  forget(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId)
    this.#pressedAt = undefined
    this.#canvas.style.cursor = 'grab'
  }

  open(event: MouseEvent): void {
    const hit = this.#hitAt(pointOf(event))
    if (hit) this.#listeners.onOpen(hit)
  }

  #hitAt({ x, y }: Point): Hit | undefined {
    const { scene, camera } = this.#view
    return scene && hitTest(scene.arrangement, (x - camera.x) / camera.scale, (y - camera.y) / camera.scale)
  }
}

function pointOf(event: MouseEvent): Point {
  return { x: event.offsetX, y: event.offsetY }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

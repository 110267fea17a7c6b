import { forgetFits } from '../paint/fit-text.ts'
import {
  type Camera,
  centred,
  fitting,
  moved,
  opening,
  type Rect,
  showing,
  type Size,
  zoomed,
} from '../paint/camera.ts'
import { rectOf } from '../paint/hit-test.ts'
import { type Highlight, Painter, type Pointed } from '../paint/painter.ts'
import { readPalette } from '../paint/palette.ts'
import type { Scene } from '../model/scene.ts'

/** After the last movement a gesture is over, and the picture is painted sharp. */
const restMs = 120
const flightMs = 240
/** What flows is moved this often. */
const flowMs = 40

const still = matchMedia('(prefers-reduced-motion: reduce)')

interface Flight {
  readonly from: Camera
  readonly to: Camera
  readonly start: number
}

/** The graph on a canvas: what is shown, from where, and when it is painted again. */
export class GraphView {
  readonly #painter: Painter
  readonly #listeners = new Set<() => void>()
  #size: Size = { width: 0, height: 0 }
  #scene: Scene | undefined
  #camera: Camera = { x: 0, y: 0, scale: 1 }
  #pointed: Pointed | undefined
  #flight: Flight | undefined
  #movedAt = Number.NEGATIVE_INFINITY
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(canvas: HTMLCanvasElement) {
    this.#painter = new Painter(canvas, readPalette())
    if (document.fonts.status === 'loading') void document.fonts.ready.then(() => this.#refit())
  }

  get camera(): Camera {
    return this.#camera
  }

  get size(): Size {
    return this.#size
  }

  get scene(): Scene | undefined {
    return this.#scene
  }

  get pointed(): Pointed | undefined {
    return this.#pointed
  }

  /** Hears of every frame, until the function that it returns is called. */
  onFrame(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  show(scene: Scene, highlight: Highlight): void {
    if (this.#scene?.arrangement !== scene.arrangement) this.#pointed = undefined
    this.#scene = scene
    this.#painter.show(scene, highlight)
    this.#ask()
  }

  /** Looks at the drawing for the first time: at what matters, if not everything can be read. */
  open(matters: Rect | undefined): void {
    if (!this.#scene || this.#size.width === 0) return
    this.#flight = undefined
    this.#camera = opening(this.#scene.arrangement, this.#size, matters)
    this.#ask()
  }

  resize({ width, height }: Size): void {
    // Observers tell the size once more than it changes.
    if (width === this.#size.width && height === this.#size.height) return
    this.#size = { width, height }
    this.#painter.resize(this.#size, devicePixelRatio)
    this.#ask()
  }

  recolour(): void {
    this.#painter.recolour(readPalette())
    this.#ask()
  }

  point(pointed: Pointed | undefined): void {
    if (pointed?.box === this.#pointed?.box) return
    this.#pointed = pointed
    this.#ask()
  }

  /** A step of a gesture. */
  pan(dx: number, dy: number): void {
    this.#move(moved(this.#camera, dx, dy))
  }

  zoom(factor: number, at: { x: number; y: number } = this.#middle()): void {
    this.#move(zoomed(this.#camera, factor, at))
  }

  /** Without a gesture: keeps something in its place when the drawing around it has changed. */
  shift(dx: number, dy: number): void {
    this.#camera = moved(this.#camera, dx, dy)
    this.#ask()
  }

  zoomSmoothly(factor: number): void {
    this.#flyTo(zoomed(this.#flight?.to ?? this.#camera, factor, this.#middle()))
  }

  fit(): void {
    if (this.#scene) this.#flyTo(fitting(this.#scene.arrangement, this.#size))
  }

  reveal(box: number): void {
    if (!this.#scene) return
    const rect = rectOf(this.#scene.arrangement, box)
    const camera = this.#flight?.to ?? this.#camera
    this.#flyTo(camera.scale < 0.3 ? centred(rect, this.#size, 0.8) : showing(camera, rect, this.#size))
  }

  /** With a point of the drawing in the middle. */
  lookAt(x: number, y: number): void {
    this.#move(centred({ x, y, w: 0, h: 0 }, this.#size, this.#camera.scale))
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#listeners.clear()
  }

  /** Typefaces that have arrived since are of other widths. */
  #refit(): void {
    forgetFits()
    this.recolour()
  }

  #middle(): { x: number; y: number } {
    return { x: this.#size.width / 2, y: this.#size.height / 2 }
  }

  #move(camera: Camera): void {
    this.#flight = undefined
    this.#camera = camera
    this.#movedAt = performance.now()
    this.#ask()
  }

  #flyTo(to: Camera): void {
    if (still.matches) this.#move(to)
    else this.#flight = { from: this.#camera, to, start: performance.now() }
    this.#ask()
  }

  #ask(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((time) => this.#paint(time))
  }

  #paint(time: number): void {
    this.#frame = 0
    clearTimeout(this.#timer)
    if (this.#flight) this.#fly(this.#flight, time)
    const gesture = this.#flight !== undefined || time - this.#movedAt < restMs
    this.#painter.paint(this.#camera, { ratio: devicePixelRatio, gesture, time, pointed: this.#pointed })
    for (const listener of this.#listeners) listener()
    if (this.#flight) this.#ask()
    else if (gesture) this.#timer = setTimeout(() => this.#ask(), restMs)
    else if (this.#scene?.flowing.includes(1) && !still.matches) this.#timer = setTimeout(() => this.#ask(), flowMs)
  }

  #fly({ from, to, start }: Flight, time: number): void {
    const part = Math.min(1, Math.max(0, (time - start) / flightMs))
    const eased = 1 - (1 - part) ** 3
    const between = (a: number, b: number) => a + (b - a) * eased
    this.#camera = { x: between(from.x, to.x), y: between(from.y, to.y), scale: between(from.scale, to.scale) }
    if (part < 1) return
    this.#camera = to
    this.#flight = undefined
  }
}

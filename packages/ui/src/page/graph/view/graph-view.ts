import { forgetFits } from '../paint/fit-text.ts'
import {
  type Camera,
  centred,
  fittingFrom,
  moved,
  opening,
  type Rect,
  showing,
  type Size,
  zoomed,
} from '../paint/camera.ts'
import { Motion } from '../motion/motion.ts'
import { rectOf } from '../paint/hit-test.ts'
import type { Highlight, Pointed } from '../paint/highlight.ts'
import { Painter } from '../paint/painter.ts'
import { readPalette } from '../paint/palette.ts'
import { shownTheme, type Theme } from '../../theme/theme.ts'
import type { Scene } from '../model/scene.ts'

/** After the last movement a gesture is over, and the picture is painted sharp. */
const restMs = 120
const flightMs = 240
const typefacesMs = 300
/** What takes longer to paint again and again does not move. The first time, text that was never painted takes its time. */
const longestPaintMs = 8
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
  #painter: Painter | undefined
  #theme: Theme | undefined
  readonly #listeners = new Set<() => void>()
  #size: Size = { width: 0, height: 0 }
  #scene: Scene | undefined
  #highlight: Highlight = { lit: undefined, selected: new Set() }
  #motion: Motion | undefined
  /** The scene as it was painted last: on the way to `#scene` while something moves. */
  #seen: Scene | undefined
  #camera: Camera = { x: 0, y: 0, scale: 1 }
  #pointed: Pointed | undefined
  #flight: Flight | undefined
  /** Where to look first, once there is a size. */
  #opens: { readonly matters: Rect | undefined } | undefined
  /** Nothing is painted yet. */
  #isHeld = false
  #movedAt = Number.NEGATIVE_INFINITY
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Paints on a canvas from now on, which it keeps as sharp as the screen is, until the function that it returns is called. */
  attach(canvas: HTMLCanvasElement): () => void {
    this.#theme = shownTheme()
    this.#painter = new Painter(canvas, readPalette())
    this.#seen = undefined
    if (document.fonts.status === 'loading') this.#awaitTypefaces()
    const sizes = new ResizeObserver(([entry]) => entry && this.#resize(entry.contentRect))
    sizes.observe(canvas)
    return () => {
      sizes.disconnect()
      cancelAnimationFrame(this.#frame)
      clearTimeout(this.#timer)
      this.#frame = 0
      this.#painter = undefined
      this.#size = { width: 0, height: 0 }
    }
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

  /** Boxes that were seen before go from there to where they belong, by the camera that is set until the next frame. */
  show(scene: Scene, highlight: Highlight): void {
    if (this.#scene?.arrangement !== scene.arrangement) {
      this.#pointed = undefined
      const before = this.#seen?.version === scene.version ? this.#seen.arrangement : undefined
      const moves = before && !still.matches && Motion.suits(before, scene.arrangement)
      this.#motion = moves ? new Motion(before, scene.arrangement, this.#camera) : undefined
    }
    this.#scene = scene
    this.#highlight = highlight
    this.#painter?.show(scene, highlight)
    this.#ask()
  }

  /** Looks at the drawing for the first time: at what matters, if not everything can be read. */
  open(matters: Rect | undefined): void {
    this.#flight = undefined
    this.#opens = { matters }
    this.#ask()
  }

  recolour(theme: Theme): void {
    if (theme === this.#theme) return
    this.#theme = theme
    this.#painter?.recolour(readPalette())
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
    if (this.#scene) this.#flyTo(fittingFrom(this.#camera, this.#scene.arrangement, this.#size))
  }

  reveal(box: number): void {
    if (!this.#scene || this.#opens) return
    const rect = rectOf(this.#scene.arrangement, box)
    const camera = this.#flight?.to ?? this.#camera
    this.#flyTo(camera.scale < 0.3 ? centred(rect, this.#size, 0.8) : showing(camera, rect, this.#size))
  }

  /** With a point of the drawing in the middle. */
  lookAt(x: number, y: number): void {
    this.#move(centred({ x, y, w: 0, h: 0 }, this.#size, this.#camera.scale))
  }

  /** A canvas of another size is empty, so it is painted before that is seen. */
  #resize({ width, height }: Size): void {
    if (width === this.#size.width && height === this.#size.height) return
    this.#size = { width, height }
    this.#painter?.resize(this.#size, devicePixelRatio)
    if (!this.#isHeld) this.#paint(performance.now())
  }

  /** Typefaces that come soon are waited for: other ones are of other widths, and everything would be painted twice. */
  #awaitTypefaces(): void {
    this.#isHeld = true
    const go = () => {
      forgetFits()
      this.#isHeld = false
      this.#painter?.recolour(readPalette())
      this.#ask()
    }
    const soon = setTimeout(go, typefacesMs)
    void document.fonts.ready.then(() => {
      clearTimeout(soon)
      go()
    })
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
    if (this.#frame === 0 && !this.#isHeld) this.#frame = requestAnimationFrame((time) => this.#paint(time))
  }

  #paint(time: number): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    this.#frame = 0
    if (!this.#painter || this.#size.width === 0) return
    if (this.#opens && this.#scene) {
      this.#camera = opening(this.#scene.arrangement, this.#size, this.#opens.matters)
      this.#opens = undefined
    }
    if (this.#flight) this.#fly(this.#flight, time)
    if (this.#scene) this.#advance(this.#scene, time)
    const gesture = this.#flight !== undefined || time - this.#movedAt < restMs
    const start = performance.now()
    this.#painter.paint(this.#camera, { ratio: devicePixelRatio, gesture, time, pointed: this.#pointed })
    for (const listener of this.#listeners) listener()
    if (performance.now() - start > longestPaintMs) this.#motion?.slow()
    if (this.#flight || this.#seen !== this.#scene) this.#ask()
    else if (gesture) this.#timer = setTimeout(() => this.#ask(), restMs)
    else if (this.#scene?.flowing.includes(1) && !still.matches) this.#timer = setTimeout(() => this.#ask(), flowMs)
  }

  /** Has the painter show the scene, or how far it has come on its way. */
  #advance(scene: Scene, time: number): void {
    const arrangement = this.#motion?.at(time, this.#camera)
    if (!arrangement) this.#motion = undefined
    const seen = arrangement ? { ...scene, arrangement } : scene
    if (seen !== this.#seen) this.#painter?.show(seen, this.#highlight)
    this.#seen = seen
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

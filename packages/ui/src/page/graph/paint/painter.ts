import type { Scene } from '../model/scene.ts'
import { type Camera, type Rect, type Size, seen } from './camera.ts'
import { type Highlight, litEdges, type Pointed } from './highlight.ts'
import { rectOf } from './hit-test.ts'
import { traceEdges } from './paint-edges.ts'
import { outline, paintGraph } from './paint-graph.ts'
import type { Palette } from './palette.ts'

/** More than this is not painted again in every frame of a gesture: a picture of it is moved instead. */
const lightEnough = 500

/** Nothing is seen through the canvas, which makes it cheaper to copy. */
const opaque: CanvasRenderingContext2DSettings = { alpha: false }

type CanvasContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

interface BasePainting {
  readonly camera: Camera
  readonly size: Size
  readonly ratio: number
  readonly around: number
}

interface Snapshot {
  readonly camera: Camera
  /** How much it reaches beyond the screen, in pixels. */
  readonly around: number
  readonly heavy: boolean
}

/**
 * Paints the graph on one canvas. While something moves, all that does not is painted into a snapshot somewhat larger than the
 * screen, and a frame is that snapshot with a little over it: panning thousands of cards costs as much as copying an image.
 */
export class Painter {
  readonly #canvas: HTMLCanvasElement
  readonly #base = new OffscreenCanvas(1, 1)
  #snapshot: Snapshot | undefined
  /** What was painted straight onto the canvas. */
  #bare: Omit<Snapshot, 'around'> | undefined
  #scene: Scene | undefined
  #highlight: Highlight = { lit: undefined, selected: new Set() }
  #palette: Palette
  #ground: CanvasPattern | null = null

  constructor(canvas: HTMLCanvasElement, palette: Palette) {
    this.#canvas = canvas
    this.#palette = palette
  }

  show(scene: Scene, highlight: Highlight): void {
    this.#scene = scene
    this.#highlight = highlight
    this.#forget()
  }

  recolour(palette: Palette): void {
    this.#palette = palette
    this.#forget()
    this.#ground = null
  }

  resize({ width, height }: Size, ratio: number): void {
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    this.#forget()
    this.#ground = null
  }

  /** One frame. `time` moves what flows; `gesture`: something else follows within milliseconds. */
  paint(camera: Camera, { ratio, gesture, time, pointed }: Frame): void {
    const scene = this.#scene
    const context = this.#canvas.getContext('2d', opaque)
    // What has no size yet cannot be painted.
    if (!scene || !context || this.#canvas.width * this.#canvas.height === 0) return
    const size = { width: this.#canvas.width / ratio, height: this.#canvas.height / ratio }
    const isStill = !gesture && !pointed && !scene.flowing.includes(1)
    if (isStill && !this.#snapshot) {
      const heavy = this.#paintAll(context, scene, { camera, size, ratio, around: 0 })
      this.#bare = { camera, heavy }
      return
    }
    const snapshot = this.#covering(scene, camera, { size, ratio, gesture })
    const grown = camera.scale / snapshot.camera.scale
    const x = (camera.x - (snapshot.camera.x + snapshot.around) * grown) * ratio
    const y = (camera.y - (snapshot.camera.y + snapshot.around) * grown) * ratio
    context.setTransform(1, 0, 0, 1, 0, 0)
    // The snapshot covers the canvas: nothing has to be cleared. Between pixels it would be blurred.
    if (grown === 1) context.drawImage(this.#base, Math.round(x), Math.round(y))
    else context.drawImage(this.#base, x, y, this.#base.width * grown, this.#base.height * grown)
    context.setTransform(camera.scale * ratio, 0, 0, camera.scale * ratio, camera.x * ratio, camera.y * ratio)
    this.#paintOver(context, scene, { near: seen(camera, size), scale: camera.scale, time, pointed })
  }

  #forget(): void {
    this.#snapshot = undefined
    this.#bare = undefined
  }

  /** A snapshot that shows all of the screen: the last one if it does, and if it is sharp or somebody is moving. */
  #covering(
    scene: Scene,
    camera: Camera,
    { size, ratio, gesture }: { size: Size; ratio: number; gesture: boolean },
  ): Snapshot {
    const last = this.#snapshot
    if (last) {
      const grown = camera.scale / last.camera.scale
      const here = seen(camera, size)
      const there = seen(last.camera, size, last.around)
      const covers =
        here.x >= there.x &&
        here.y >= there.y &&
        here.x + here.w <= there.x + there.w &&
        here.y + here.h <= there.y + there.h
      const sharp = grown === 1
      if (covers && (sharp || (gesture && last.heavy && grown > 0.5 && grown < 2))) return last
    }
    // Whoever does not move needs nothing beyond the screen.
    const around = gesture
      ? Math.round(Math.max(size.width, size.height) * ((last ?? this.#bare)?.heavy ? 0.3 : 0.12))
      : 0
    this.#snapshot = { camera, around, heavy: this.#paintBase(scene, { camera, size, ratio, around }) }
    this.#bare = undefined
    return this.#snapshot
  }

  /** Returns whether it was much. */
  #paintBase(scene: Scene, painting: BasePainting): boolean {
    const { camera, size, ratio, around } = painting
    const width = Math.ceil((size.width + 2 * around) * ratio)
    const height = Math.ceil((size.height + 2 * around) * ratio)
    const context = this.#base.getContext('2d', opaque)
    if (!context) return false
    if (this.#base.width !== width || this.#base.height !== height) {
      this.#base.width = width
      this.#base.height = height
    }
    const bare = this.#bare
    if (around > 0 || !bare || !isSame(bare.camera, camera)) return this.#paintAll(context, scene, painting)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.drawImage(this.#canvas, 0, 0)
    return bare.heavy
  }

  /** Returns whether it was much. */
  #paintAll(context: CanvasContext, scene: Scene, { camera, size, ratio, around }: BasePainting): boolean {
    const { scale } = camera
    this.#paintGround(context, camera, { ratio, around })
    context.setTransform(scale * ratio, 0, 0, scale * ratio, (camera.x + around) * ratio, (camera.y + around) * ratio)
    const near = seen(camera, size, around)
    const pixel = 1 / (scale * ratio)
    const painting = { near, scale, pixel, palette: this.#palette, highlight: this.#highlight }
    return paintGraph(context, scene, painting) > lightEnough
  }

  /** What flows into what is being made, and the path through what is pointed at. */
  #paintOver(
    context: CanvasRenderingContext2D,
    scene: Scene,
    { near, scale, time, pointed }: { near: Rect; scale: number; time: number; pointed: Pointed | undefined },
  ): void {
    const { arrangement, flowing } = scene
    context.beginPath()
    if (traceEdges(context, arrangement, { near, scale, which: (edge) => flowing[edge] === 1 }) > 0) {
      context.lineWidth = Math.max(2, 1 / scale)
      context.strokeStyle = this.#palette.run
      context.setLineDash([6, 6])
      context.lineDashOffset = -((time / 40) % 12)
      context.stroke()
      context.setLineDash([])
    }
    if (!pointed) return
    const { path, box } = pointed
    context.beginPath()
    traceEdges(context, arrangement, { near, scale, which: litEdges(scene, path) })
    context.strokeStyle = this.#palette.accent
    context.lineWidth = Math.max(1.6, 1 / scale)
    context.stroke()
    context.lineWidth = Math.max(1.5, 1.5 / scale)
    outline(context, rectOf(arrangement, box))
  }

  /** The colour of the page with dots in it, which move along. */
  #paintGround(context: CanvasContext, { x, y }: Camera, { ratio, around }: { ratio: number; around: number }): void {
    context.setTransform(1, 0, 0, 1, 0, 0)
    this.#ground ??= context.createPattern(groundTile(this.#palette, ratio), 'repeat')
    if (!this.#ground) return
    this.#ground.setTransform(
      new DOMMatrix().translate(Math.round((x + around) * ratio), Math.round((y + around) * ratio)),
    )
    context.fillStyle = this.#ground
    context.fillRect(0, 0, context.canvas.width, context.canvas.height)
  }
}

/** What a frame is painted for. */
export interface Frame {
  /** Pixels of the screen for one of the page. */
  readonly ratio: number
  readonly gesture: boolean
  readonly time: number
  readonly pointed: Pointed | undefined
}

function groundTile({ bg, dot }: Palette, ratio: number): OffscreenCanvas {
  const size = Math.round(22 * ratio)
  const tile = new OffscreenCanvas(size, size)
  const context = tile.getContext('2d')
  if (context) {
    context.fillStyle = bg
    context.fillRect(0, 0, size, size)
    context.fillStyle = dot
    context.beginPath()
    context.arc(size / 2, size / 2, ratio, 0, Math.PI * 2)
    context.fill()
  }
  return tile
}

function isSame(a: Camera, b: Camera): boolean {
  return a.x === b.x && a.y === b.y && a.scale === b.scale
}

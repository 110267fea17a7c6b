import { at } from '../layout/adjacency.ts'
import type { Scene } from '../model/scene.ts'
import { type Camera, type Rect, type Size, seen } from './camera.ts'
import { overlaps, rectOf } from './hit-test.ts'
import { paintCards } from './paint-cards.ts'
import { traceEdges } from './paint-edges.ts'
import { paintFloatingTitles, paintFrames } from './paint-frames.ts'
import type { Palette } from './palette.ts'

type Context = OffscreenCanvasRenderingContext2D

/** What stands out. */
export interface Highlight {
  /** By box, 1: in the light, while the rest is faded. Absent: everything is in the light. */
  readonly lit: Uint8Array | undefined
  /** The box that edges in the light begin or end at. Absent: any. */
  readonly at?: number | undefined
  readonly selected: ReadonlySet<number>
}

/** What is under the pointer or the keyboard, drawn over the rest. */
export interface Pointed {
  readonly box: number
  /** What is on a path through it. */
  readonly path: Omit<Highlight, 'selected'>
}

/** More than this is not painted again in every frame of a gesture: a picture of it is moved instead. */
const lightEnough = 500

/** Nothing is seen through the canvas, which makes it cheaper to copy. */
const opaque: CanvasRenderingContext2DSettings = { alpha: false }

interface Snapshot {
  readonly camera: Camera
  /** How much it reaches beyond the screen, in pixels. */
  readonly around: number
  readonly heavy: boolean
}

/**
 * Paints the graph on one canvas. Everything but what moves by itself is painted into a snapshot somewhat larger than the screen,
 * and a frame is that snapshot with a little over it: panning thousands of cards costs as much as copying an image.
 */
export class Painter {
  readonly #canvas: HTMLCanvasElement
  readonly #base = new OffscreenCanvas(1, 1)
  #snapshot: Snapshot | undefined
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
    this.#snapshot = undefined
  }

  recolour(palette: Palette): void {
    this.#palette = palette
    this.#snapshot = undefined
    this.#ground = null
  }

  resize({ width, height }: Size, ratio: number): void {
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    this.#snapshot = undefined
    this.#ground = null
  }

  /** One frame. `time` moves what flows; `gesture`: something else follows within milliseconds. */
  paint(camera: Camera, { ratio, gesture, time, pointed }: Frame): void {
    const scene = this.#scene
    const context = this.#canvas.getContext('2d', opaque)
    // What has no size yet cannot be painted.
    if (!scene || !context || this.#canvas.width * this.#canvas.height === 0) return
    const size = { width: this.#canvas.width / ratio, height: this.#canvas.height / ratio }
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
    const around = gesture ? Math.round(Math.max(size.width, size.height) * (last?.heavy ? 0.3 : 0.12)) : 0
    const heavy = this.#paintBase(scene, camera, { size, ratio, around })
    const snapshot = { camera, around, heavy }
    this.#snapshot = snapshot
    return snapshot
  }

  /** Returns whether it was much. */
  #paintBase(
    scene: Scene,
    camera: Camera,
    { size, ratio, around }: { size: Size; ratio: number; around: number },
  ): boolean {
    const width = Math.ceil((size.width + 2 * around) * ratio)
    const height = Math.ceil((size.height + 2 * around) * ratio)
    const context = this.#base.getContext('2d', opaque)
    if (!context) return false
    if (this.#base.width !== width || this.#base.height !== height) {
      this.#base.width = width
      this.#base.height = height
    }
    this.#paintGround(context, camera, { ratio, around })
    const { scale } = camera
    context.setTransform(scale * ratio, 0, 0, scale * ratio, (camera.x + around) * ratio, (camera.y + around) * ratio)
    const near = seen(camera, size, around)
    const painting = { near, scale, palette: this.#palette, lit: this.#highlight.lit }
    paintFrames(context, scene, painting)
    const edges = this.#paintEdges(context, scene, { near, scale })
    const cards = paintCards(context, scene, painting)
    paintFloatingTitles(context, scene, painting)
    this.#paintSelected(context, scene, { near, scale })
    return edges + cards > lightEnough
  }

  #paintEdges(context: Context, scene: Scene, { near, scale }: { near: Rect; scale: number }): number {
    const { lit } = this.#highlight
    const isLit = litEdges(scene, this.#highlight)
    const dark = new Path2D()
    const bright = new Path2D()
    let drawn = traceEdges(dark, scene.arrangement, { near, scale, which: (edge) => !isLit(edge) })
    drawn += traceEdges(bright, scene.arrangement, { near, scale, which: isLit })
    context.lineWidth = Math.max(1.4, 0.6 / scale)
    context.strokeStyle = this.#palette.strongLine
    // A thousand lines over one another would be a grey plane.
    context.globalAlpha = (lit ? 0.45 : 1) * (drawn > 2000 ? 0.45 : 1)
    context.stroke(dark)
    context.globalAlpha = 1
    context.lineWidth = Math.max(2, 1 / scale)
    context.strokeStyle = this.#palette.accent
    context.stroke(bright)
    return drawn
  }

  #paintSelected(context: Context, { arrangement }: Scene, { near, scale }: { near: Rect; scale: number }): void {
    context.strokeStyle = this.#palette.accent
    context.lineWidth = Math.max(2, 2 / scale)
    for (const box of this.#highlight.selected)
      if (overlaps(arrangement, box, near)) outline(context, rectOf(arrangement, box))
  }

  /** What flows into what is being made, and the path through what is pointed at. */
  #paintOver(
    context: CanvasRenderingContext2D,
    scene: Scene,
    { near, scale, time, pointed }: { near: Rect; scale: number; time: number; pointed: Pointed | undefined },
  ): void {
    const { arrangement, flowing } = scene
    const stream = new Path2D()
    if (traceEdges(stream, arrangement, { near, scale, which: (edge) => flowing[edge] === 1 }) > 0) {
      context.lineWidth = Math.max(2, 1 / scale)
      context.strokeStyle = this.#palette.run
      context.setLineDash([6, 6])
      context.lineDashOffset = -((time / 40) % 12)
      context.stroke(stream)
      context.setLineDash([])
    }
    if (!pointed) return
    const { path, box } = pointed
    const through = new Path2D()
    traceEdges(through, arrangement, { near, scale, which: litEdges(scene, path) })
    context.strokeStyle = this.#palette.accent
    context.lineWidth = Math.max(1.6, 1 / scale)
    context.stroke(through)
    context.lineWidth = Math.max(1.5, 1.5 / scale)
    outline(context, rectOf(arrangement, box))
  }

  /** The colour of the page with dots in it, which move along. */
  #paintGround(context: Context, { x, y }: Camera, { ratio, around }: { ratio: number; around: number }): void {
    context.setTransform(1, 0, 0, 1, 0, 0)
    this.#ground ??= context.createPattern(groundTile(this.#palette, ratio), 'repeat')
    if (!this.#ground) return
    this.#ground.setTransform(
      new DOMMatrix().translate(Math.round((x + around) * ratio), Math.round((y + around) * ratio)),
    )
    context.fillStyle = this.#ground
    context.fillRect(0, 0, this.#base.width, this.#base.height)
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

function litEdges({ arrangement }: Scene, { lit, at: only }: Omit<Highlight, 'selected'>): (edge: number) => boolean {
  const { from, to } = arrangement.edges
  return (edge) =>
    lit?.[at(from, edge)] === 1 &&
    lit[at(to, edge)] === 1 &&
    (only === undefined || from[edge] === only || to[edge] === only)
}

function outline(context: Context | CanvasRenderingContext2D, { x, y, w, h }: Rect): void {
  context.beginPath()
  context.roundRect(x, y, w, h, 9)
  context.stroke()
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

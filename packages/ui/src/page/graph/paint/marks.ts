import type { Status } from '../../../contract/words.ts'
import type { Palette } from './palette.ts'

type Context = OffscreenCanvasRenderingContext2D

/** The marks of `StatusMark` on a canvas, 12 wide, around a middle: every status has its own shape. */
export function paintMark(context: Context, status: Status, at: { x: number; y: number }, palette: Palette): void {
  context.save()
  context.translate(at.x - 6, at.y - 6)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  shapes[status](context, palette, status)
  context.restore()
}

type Shape = (context: Context, palette: Palette, status: Status) => void

const disc: Shape = (context, { fill, onStatus }, status) => {
  context.fillStyle = fill[status]
  context.fill(paths.disc)
  stroke(context, paths.tick, onStatus, 1.5)
}

const ring: Shape = (context, { run }) => {
  context.globalAlpha *= 0.3
  stroke(context, paths.ring, run, 2)
  context.globalAlpha /= 0.3
  stroke(context, paths.quarter, run, 2)
}

const triangle: Shape = (context, { fill, onStatus }) => {
  context.fillStyle = fill.stale
  context.fill(paths.triangle)
  stroke(context, paths.exclamation, onStatus, 1.3)
}

const cross: Shape = (context, { fill, onStatus }) => {
  context.fillStyle = fill.failed
  context.fill(paths.square)
  stroke(context, paths.cross, onStatus, 1.5)
}

const dashes: Shape = (context, { faintInk }) => {
  context.setLineDash([2.2, 1.7])
  stroke(context, paths.ring, faintInk, 1.5)
}

const half: Shape = (context, { fill }) => {
  stroke(context, paths.ring, fill.fresh, 1.4)
  context.fillStyle = fill.fresh
  context.fill(paths.half)
}

const diamond: Shape = (context, { faintInk }) => stroke(context, paths.diamond, faintInk, 1.4)

const shapes: Readonly<Record<Status, Shape>> = {
  fresh: disc,
  running: ring,
  stale: triangle,
  failed: cross,
  missing: dashes,
  open: half,
  external: diamond,
}

const paths = {
  disc: new Path2D('M12 6A6 6 0 1 1 0 6a6 6 0 0 1 12 0z'),
  ring: new Path2D('M11 6A5 5 0 1 1 1 6a5 5 0 0 1 10 0z'),
  quarter: new Path2D('M6 1A5 5 0 0 1 11 6'),
  tick: new Path2D('M3.3 6.2 5.2 8l3.5-3.7'),
  triangle: new Path2D('M6 .8 11.700 11H.3z'),
  exclamation: new Path2D('M6 4.600v2.700M6 9v.1'),
  square: new Path2D(
    'M3 .5h6A2.500 2.500 0 0 1 11.500 3v6A2.500 2.500 0 0 1 9 11.500H3A2.500 2.500 0 0 1 .5 9V3A2.500 2.500 0 0 1 3 .5z',
  ),
  cross: new Path2D('m4 4 4 4m0-4L4 8'),
  half: new Path2D('M6 .8a5.200 5.200 0 0 1 0 10.400z'),
  diamond: new Path2D('M6 .9 11.100 6 6 11.100.9 6z'),
}

function stroke(context: Context, path: Path2D, colour: string, width: number): void {
  context.strokeStyle = colour
  context.lineWidth = width
  context.stroke(path)
}

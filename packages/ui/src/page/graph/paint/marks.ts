import type { Status } from '../../../contract/words.ts'
import type { Context } from './context.ts'
import type { Palette } from './palette.ts'

/** The marks of `StatusMark` on a canvas, 12 wide, around a middle: every status has its own shape. */
export function paintMark(context: Context, status: Status, at: { x: number; y: number }, palette: Palette): void {
  context.save()
  context.translate(at.x - 6, at.y - 6)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.beginPath()
  shapes[status](context, palette, status)
  context.restore()
}

type Shape = (context: Context, palette: Palette, status: Status) => void

const disc: Shape = (context, { fill, onStatus }, status) => {
  circle(context, 6)
  paint(context, fill[status])
  line(context, [3.3, 6.2], [5.2, 8], [8.7, 4.3])
  stroke(context, onStatus, 1.5)
}

const ring: Shape = (context, { run }) => {
  context.globalAlpha *= 0.3
  circle(context, 5)
  stroke(context, run, 2)
  context.globalAlpha /= 0.3
  context.arc(6, 6, 5, -Math.PI / 2, 0)
  stroke(context, run, 2)
}

const triangle: Shape = (context, { fill, onStatus }) => {
  line(context, [6, 0.8], [11.7, 11], [0.3, 11])
  paint(context, fill.stale)
  line(context, [6, 4.6], [6, 7.3])
  line(context, [6, 9], [6, 9.1])
  stroke(context, onStatus, 1.3)
}

const cross: Shape = (context, { fill, onStatus }) => {
  context.roundRect(0.5, 0.5, 11, 11, 2.5)
  paint(context, fill.failed)
  line(context, [4, 4], [8, 8])
  line(context, [8, 4], [4, 8])
  stroke(context, onStatus, 1.5)
}

const dashes: Shape = (context, { faintInk }) => {
  context.setLineDash([2.2, 1.7])
  circle(context, 5)
  stroke(context, faintInk, 1.5)
}

const half: Shape = (context, { fill }) => {
  circle(context, 5)
  stroke(context, fill.fresh, 1.4)
  context.arc(6, 6, 5.2, -Math.PI / 2, Math.PI / 2)
  paint(context, fill.fresh)
}

const diamond: Shape = (context, { faintInk }) => {
  line(context, [6, 0.9], [11.1, 6], [6, 11.1], [0.9, 6])
  context.closePath()
  stroke(context, faintInk, 1.4)
}

const shapes: Readonly<Record<Status, Shape>> = {
  fresh: disc,
  running: ring,
  stale: triangle,
  failed: cross,
  missing: dashes,
  open: half,
  external: diamond,
}

function circle(context: Context, radius: number): void {
  context.arc(6, 6, radius, 0, Math.PI * 2)
}

function line(context: Context, ...points: readonly (readonly [number, number])[]): void {
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
}

function paint(context: Context, colour: string): void {
  context.fillStyle = colour
  context.fill()
  context.beginPath()
}

function stroke(context: Context, colour: string, width: number): void {
  context.strokeStyle = colour
  context.lineWidth = width
  context.stroke()
  context.beginPath()
}

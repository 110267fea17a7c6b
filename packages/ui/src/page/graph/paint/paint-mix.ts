import { barOrder, type Mix } from '../model/box-status.ts'
import type { Rect } from './camera.ts'
import type { Palette } from './palette.ts'

/** How many stand how, as parts of a bar. What is rare but loud is at least two pixels wide. */
export function paintMix(
  context: OffscreenCanvasRenderingContext2D,
  mix: Mix,
  { x, y, w, h }: Rect,
  { quiet, line }: Palette,
): void {
  const parts = barOrder.filter((status) => mix[status] > 0)
  const total = parts.reduce((sum, status) => sum + mix[status], 0)
  context.save()
  context.beginPath()
  context.roundRect(x, y, w, h, h / 2)
  context.clip()
  context.fillStyle = line
  context.fillRect(x, y, w, h)
  const room = w - parts.length * 2
  let left = x
  for (const status of parts) {
    const part = 2 + (room * mix[status]) / total
    context.fillStyle = quiet[status]
    context.fillRect(left, y, part - (left + part < x + w - 0.01 ? 1 : 0), h)
    left += part
  }
  context.restore()
}

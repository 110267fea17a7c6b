import { barOrder, type Mix } from '../model/box-status.ts'
import type { Rect } from './camera.ts'
import type { Context } from './context.ts'
import type { Palette } from './palette.ts'

/** How many stand how, as parts of a bar. What is rare but loud is at least two pixels wide. */
export function paintMix(context: Context, mix: Mix, { x, y, w, h }: Rect, { quiet, line }: Palette): void {
  const parts = barOrder.filter((status) => mix[status] > 0)
  const total = parts.reduce((sum, status) => sum + mix[status], 0)
  const room = w - parts.length * 2
  const round = h / 2
  if (parts.length === 0) fillRound(context, { x, y, w, h }, { colour: line, left: round, right: round })
  let left = x
  parts.forEach((status, index) => {
    const isLast = index === parts.length - 1
    const part = 2 + (room * mix[status]) / total
    fillRound(
      context,
      { x: left, y, w: part - (isLast ? 0 : 1), h },
      { colour: quiet[status], left: index === 0 ? round : 0, right: isLast ? round : 0 },
    )
    left += part
  })
}

function fillRound(
  context: Context,
  { x, y, w, h }: Rect,
  { colour, left, right }: { colour: string; left: number; right: number },
): void {
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x, y, w, h, [left, right, right, left])
  context.fill()
}

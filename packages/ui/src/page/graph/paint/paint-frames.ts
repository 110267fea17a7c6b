import { framePadding } from '../layout/arrangement.ts'
import type { FrameTitle, Scene } from '../model/scene.ts'
import { type Rect, smallest } from './camera.ts'
import type { Context } from './context.ts'
import { fitText, widthOf } from './fit-text.ts'
import { overlaps, rectOf } from './hit-test.ts'
import { paintMix } from './paint-mix.ts'
import type { Palette } from './palette.ts'

/** Below this scale a title has its own size, over the cards that nobody could read anyway. */
const titlesFloatBelow = 0.4

/** The frames of open groups, under everything else. */
export function paintFrames(
  context: Context,
  { arrangement, frames }: Scene,
  { near, scale, palette }: { near: Rect; scale: number; palette: Palette },
): void {
  frames.forEach((frame, index) => {
    if (!overlaps(arrangement.frames, index, near)) return
    const rect = rectOf(arrangement.frames, index)
    context.beginPath()
    context.roundRect(rect.x, rect.y, rect.w, rect.h, 12)
    context.globalAlpha = 0.55
    context.fillStyle = palette.sunken
    context.fill()
    context.globalAlpha = 1
    context.strokeStyle = palette.line
    context.lineWidth = Math.max(1, 0.75 / Math.max(scale, smallest))
    context.stroke()
    if (scale >= titlesFloatBelow) paintTitle(context, frame, { rect, palette })
  })
}

/** Over the cards, where these are too small for their own words. */
export function paintFloatingTitles(
  context: Context,
  { arrangement, frames }: Scene,
  { near, scale, palette }: { near: Rect; scale: number; palette: Palette },
): void {
  if (scale >= titlesFloatBelow) return
  const size = 11.5 / scale
  const font = `600 ${size}px ${palette.sans}`
  context.font = font
  context.textBaseline = 'middle'
  frames.forEach(({ title }, index) => {
    const rect = rectOf(arrangement.frames, index)
    if (rect.w * scale < 56 || !overlaps(arrangement.frames, index, near)) return
    const text = fitText(context, font, title, rect.w - 8 / scale)
    const width = widthOf(context, font, text)
    const x = rect.x + 6 / scale
    // In the room above the cards as long as it is high enough.
    const y = rect.y + (framePadding.top * scale >= 12 ? framePadding.top / 2 : 11 / scale)
    context.globalAlpha = 0.86
    context.fillStyle = palette.bg
    context.beginPath()
    context.roundRect(x - 4 / scale, y - size * 0.75, width + 8 / scale, size * 1.5, 4 / scale)
    context.fill()
    context.globalAlpha = 1
    context.fillStyle = palette.ink
    context.fillText(text, x, y)
  })
}

function paintTitle(
  context: Context,
  { title, count, mix }: FrameTitle,
  { rect, palette }: { rect: Rect; palette: Palette },
): void {
  const middle = rect.y + framePadding.top / 2 + 1
  const bar = Math.min(72, rect.w * 0.3)
  paintChevron(context, { x: rect.x + 19, y: middle, open: true }, palette)
  context.textBaseline = 'middle'
  const font = `600 13px ${palette.sans}`
  context.font = font
  context.fillStyle = palette.ink
  const text = fitText(context, font, title, rect.w - bar - 80)
  context.fillText(text, rect.x + 30, middle)
  const end = rect.x + 30 + widthOf(context, font, text) + 8
  context.font = `450 12px ${palette.sans}`
  context.fillStyle = palette.faintInk
  context.fillText(count, end, middle)
  paintMix(context, mix, { x: rect.x + rect.w - bar - 14, y: middle - 2.5, w: bar, h: 5 }, palette)
}

export function paintChevron(
  context: Context,
  { x, y, open }: { x: number; y: number; open: boolean },
  palette: Palette,
): void {
  context.fillStyle = palette.faintInk
  context.beginPath()
  const points: readonly (readonly [number, number])[] = open
    ? [
        [-4.5, -3],
        [4.5, -3],
        [0, 4],
      ]
    : [
        [-3, -4.5],
        [4, 0],
        [-3, 4.5],
      ]
  for (const [dx, dy] of points) context.lineTo(x + dx, y + dy)
  context.fill()
}

import { layersOf, mixOf, type Stretch } from './mix.ts'
import type { Palette } from './palette.ts'
import type { Rect } from './calendar-layout.ts'
import type { StatusRuns } from './status-runs.ts'

export interface Bar {
  readonly runs: StatusRuns
  /** The partitions that the bar shows. */
  readonly window: Stretch
  /** Statuses, the most important first. */
  readonly order: readonly number[]
  readonly palette: Palette
}

/** Paints partitions side by side, mixing those that share a pixel. `scale`: device pixels by pixel. */
export function paintBar(context: CanvasRenderingContext2D, bar: Bar, rect: Rect, scale: number): void {
  const { runs, window, order, palette } = bar
  const kinds = palette.fills.length
  const pixels = Math.max(1, Math.round(rect.width * scale))
  const mix = mixOf(runs, window, pixels, kinds)
  const step = rect.width / pixels
  let start = 0
  for (let pixel = 1; pixel <= pixels; pixel++) {
    // Columns that show the same are one rectangle: most of a bar is.
    if (pixel < pixels && isSame(mix, start * kinds, pixel * kinds, kinds)) continue
    const counts = mix.subarray(start * kinds, (start + 1) * kinds)
    for (const { status, top, bottom } of layersOf(counts, order)) {
      context.fillStyle = palette.fills[status] ?? ''
      context.fillRect(
        rect.x + start * step,
        rect.y + top * rect.height,
        (pixel - start) * step,
        (bottom - top) * rect.height,
      )
    }
    start = pixel
  }
}

/** Tints a stretch of a bar. */
export function paintStretch(
  context: CanvasRenderingContext2D,
  bar: Pick<Bar, 'window' | 'palette'>,
  rect: Rect,
  of: Stretch,
): void {
  const { from, to } = bar.window
  const width = rect.width / (to - from + 1)
  const x = rect.x + (of.from - from) * width
  context.globalAlpha = 0.22
  context.fillStyle = bar.palette.accent
  context.fillRect(x, rect.y, Math.max(2, (of.to - of.from + 1) * width), rect.height)
  context.globalAlpha = 1
  context.strokeStyle = bar.palette.accent
  context.lineWidth = 2
  context.strokeRect(x, rect.y + 1, Math.max(2, (of.to - of.from + 1) * width), rect.height - 2)
}

/** The partition at a point of a bar of some width. */
export function indexInBar({ from, to }: Stretch, width: number, x: number): number {
  const count = to - from + 1
  return from + Math.min(Math.max(Math.floor((x / width) * count), 0), count - 1)
}

function isSame(mix: Uint32Array, one: number, other: number, kinds: number): boolean {
  for (let kind = 0; kind < kinds; kind++) if (mix[one + kind] !== mix[other + kind]) return false
  return true
}

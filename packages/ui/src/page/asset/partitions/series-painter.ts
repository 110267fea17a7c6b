import { paintBar, paintStretch } from './bar-painter.ts'
import type { Palette } from './palette.ts'
import type { Series } from './partition-data.ts'
import type { Rectangle } from './rectangle.ts'

/** How high one series is, and how much of it is its bar. */
export const seriesHeight = 28
const barHeight = 14

/** Where bars begin: right of the names. */
export function barLeft(width: number): number {
  return Math.min(220, Math.max(96, width * 0.2))
}

export interface SeriesPicture {
  readonly series: readonly Series[]
  readonly order: readonly number[]
  readonly palette: Palette
  readonly scrolled: number
  /** The series that the keyboard or the pointer is at. */
  readonly current: number | undefined
  readonly selected: Rectangle | undefined
}

/** Paints the series that are seen: the name of each, and its partitions as a bar. */
export function paintSeries(
  context: CanvasRenderingContext2D,
  { series, order, palette, scrolled, current, selected }: SeriesPicture,
  { width, height, scale }: { readonly width: number; readonly height: number; readonly scale: number },
): void {
  const left = barLeft(width)
  context.textBaseline = 'middle'
  const last = Math.min(series.length - 1, Math.floor((scrolled + height) / seriesHeight))
  for (let index = Math.floor(scrolled / seriesHeight); index <= last; index++) {
    const one = series[index]
    if (one === undefined) continue
    const y = index * seriesHeight - scrolled
    if (index === current) {
      context.fillStyle = palette.hover
      context.fillRect(0, y, width, seriesHeight)
    }
    context.font = `${index === current ? 600 : 500} 12px ${palette.sans}`
    context.fillStyle = palette.ink
    context.fillText(one.of.join(' · '), 8, y + seriesHeight / 2, left - 16)
    const window = { from: 0, to: Math.max(0, one.runs.count - 1) }
    const rect = { x: left, y: y + (seriesHeight - barHeight) / 2, width: width - left, height: barHeight }
    paintBar(context, { runs: one.runs, window, order, palette }, rect, scale)
  }
  const [first] = series
  if (!selected || !first) return
  const { from, to } = selected.rows
  const rect = {
    x: left,
    y: from * seriesHeight - scrolled,
    width: width - left,
    height: (to - from + 1) * seriesHeight,
  }
  paintStretch(context, { window: { from: 0, to: first.runs.count - 1 }, palette }, rect, selected.columns)
}

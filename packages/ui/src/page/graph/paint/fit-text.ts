import type { Context } from './context.ts'

/** By typeface: texts with how wide they are, and texts that were cut to a width with what is left of them. */
const widths = new Map<string, Map<string, number>>()
const cuts = new Map<string, string>()
const most = 20_000
/** Some sizes follow the scale, so that new ones come as long as somebody zooms. */
const mostTypefaces = 40

/** How wide a text is in the typeface of the context. Remembered, since measuring is what painting text costs. */
export function widthOf(context: Context, font: string, text: string): number {
  let known = widths.get(font)
  if (!known || known.size > most) {
    if (widths.size > mostTypefaces) widths.clear()
    known = new Map()
    widths.set(font, known)
  }
  const width = known.get(text) ?? context.measureText(text).width
  known.set(text, width)
  return width
}

/** A text in the typeface of the context, cut to a width with an ellipsis. */
export function fitText(context: Context, font: string, text: string, width: number): string {
  if (widthOf(context, font, text) <= width) return text
  const key = `${font}|${Math.round(width)}|${text}`
  const known = cuts.get(key)
  if (known !== undefined) return known
  if (cuts.size > most) cuts.clear()
  const fit = cut(context, text, width)
  cuts.set(key, fit)
  return fit
}

function cut(context: Context, text: string, width: number): string {
  let fits = 0
  let tooLong = text.length
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) fits = middle
    else tooLong = middle
  }
  return fits === 0 ? '' : `${text.slice(0, fits).trimEnd()}…`
}

/** For typefaces of other widths. */
export function forgetFits(): void {
  widths.clear()
  cuts.clear()
}

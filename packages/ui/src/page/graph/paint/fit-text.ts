import type { Context } from './context.ts'

const fitted = new Map<string, string>()
const most = 20_000

/** A text cut to a width, with an ellipsis. Remembered, since measuring is what painting text costs. */
export function fitText(context: Context, text: string, width: number): string {
  const key = `${context.font}|${Math.round(width)}|${text}`
  const known = fitted.get(key)
  if (known !== undefined) return known
  if (fitted.size > most) fitted.clear()
  const fit = cut(context, text, width)
  fitted.set(key, fit)
  return fit
}

function cut(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
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
  fitted.clear()
}

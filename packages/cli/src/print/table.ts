import type { Screen, Style } from './screen.ts'
import { oneLine, shortened, textWidth } from './text-width.ts'

/** A column of a table. */
export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Of all columns this one gives way when the screen is narrow. Default: the last. */
  readonly yields?: true
}

/** What stands in a cell; with a style when it is to stand out. */
export type Cell = string | { readonly text: string; readonly style: Style }

const gap = '  '
/** A column that yields keeps at least so much. */
const narrowest = 8

/** Rows under aligned titles, one line each, cut where the screen ends. Columns without any content are left out. */
export function table(screen: Screen, columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => columns.map((_, index) => oneLine(textOf(row[index]))))
  const shown = [...columns.keys()].filter((index) => rows.length === 0 || texts.some((row) => row[index] !== ''))
  const widths = widthsOf(screen, columns, shown, texts)
  const line = (cellsOf: (index: number) => { readonly text: string; readonly style?: Style | undefined }): string =>
    shown
      .map((index) => {
        const { text, style } = cellsOf(index)
        const short = shortened(text, widths.get(index) ?? 0, screen.glyphs.ellipsis)
        const space = ' '.repeat(Math.max(0, (widths.get(index) ?? 0) - textWidth(short)))
        const painted = style ? screen.paint(style, short) : short
        return columns[index]?.align === 'right' ? space + painted : index === shown.at(-1) ? painted : painted + space
      })
      .join(gap)
      .trimEnd()
  const hasTitles = columns.some(({ title }) => title !== '')
  const head = line((index) => ({ text: columns[index]?.title ?? '', style: 'dim' }))
  const body = texts.map((row, at) => line((index) => ({ text: row[index] ?? '', style: styleOf(rows[at]?.[index]) })))
  return [...(hasTitles ? [head] : []), ...body].join('\n')
}

function widthsOf(
  screen: Screen,
  columns: readonly Column[],
  shown: readonly number[],
  texts: readonly (readonly string[])[],
): ReadonlyMap<number, number> {
  const widths = new Map<number, number>()
  for (const index of shown) {
    let width = textWidth(columns[index]?.title ?? '')
    for (const row of texts) width = Math.max(width, textWidth(row[index] ?? ''))
    widths.set(index, width)
  }
  const total = [...widths.values()].reduce((sum, width) => sum + width + gap.length, -gap.length)
  const yielding = shown.find((index) => columns[index]?.yields) ?? shown.at(-1)
  if (yielding !== undefined && total > screen.width) {
    const wanted = widths.get(yielding) ?? 0
    widths.set(yielding, Math.min(wanted, Math.max(narrowest, wanted - (total - screen.width))))
  }
  return widths
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === 'object' ? cell.text : (cell ?? '')
}

function styleOf(cell: Cell | undefined): Style | undefined {
  return typeof cell === 'object' ? cell.style : undefined
}

import type { AssetStatusReport } from '@headwater/core'
import type { Glyphs, Screen, Style } from './screen.ts'
import type { Cell } from './table.ts'

type Status = AssetStatusReport['status']

const marks: {
  readonly [status in Status]: readonly [glyph: keyof Pick<Glyphs, 'good' | 'warning' | 'none' | 'bad'>, style: Style]
} = {
  fresh: ['good', 'green'],
  stale: ['warning', 'yellow'],
  missing: ['none', 'dim'],
  failed: ['bad', 'red'],
}

/** A status as glyph and word: it never depends on the colour alone. */
export function statusMark({ glyphs }: Screen, status: Status): Exclude<Cell, string> {
  const [glyph, style] = marks[status]
  return { text: `${glyphs[glyph]} ${status}`, style }
}

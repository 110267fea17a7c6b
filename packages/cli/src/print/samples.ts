import type { Facts } from '@headwater/core'
import type { Screen } from './screen.ts'
import { table } from './table.ts'
import { oneLine } from './text-width.ts'
import { indented } from './words.ts'

/** So much of the bad rows that a check kept is shown: `--json` has all of them. */
const shownRows = 5
const shownColumns = 8

type SampleRow = { readonly [column: string]: unknown }

/** What a check found, without the bad rows that `sampleTable` shows. */
export function withoutSamples(facts: Facts | undefined): Facts | undefined {
  if (samplesIn(facts).length === 0) return facts
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([name]) => name !== 'samples'))
}

/** The first bad rows that a check kept, as an indented table; empty when it kept none. */
export function sampleTable(screen: Screen, facts: Facts | undefined): string {
  const rows = samplesIn(facts)
  if (rows.length === 0) return ''
  const names = [...new Set(rows.flatMap(Object.keys))].slice(0, shownColumns)
  const cells = rows.slice(0, shownRows).map((row) => names.map((name) => cellText(row[name])))
  const columns = names.map((name) => ({ title: oneLine(name) }))
  const more = rows.length > shownRows ? [screen.paint('dim', `and ${rows.length - shownRows} more, see --json`)] : []
  return indented([table(screen, columns, cells), ...more].join('\n'), '    ')
}

/** The rows in the fact `samples`, where it is the JSON text of some: what functions call so may be anything. */
function samplesIn(facts: Facts | undefined): readonly SampleRow[] {
  const text = facts?.['samples']
  if (typeof text !== 'string' || !text.startsWith('[{')) return []
  try {
    const rows: unknown = JSON.parse(text)
    return Array.isArray(rows) && rows.every(isRow) ? rows : []
  } catch {
    // Not JSON: it is shown as the text that it is.
    return []
  }
}

function isRow(value: unknown): value is SampleRow {
  return typeof value === 'object' && value !== null
}

function cellText(cell: unknown): string {
  if (cell === undefined) return ''
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

import type { ObjectFormat } from '@headwater/core/io'
import type { ColumnKind } from './column-kind.ts'
import { type ColumnNote, notesOf, readNotes } from './column-notes.ts'
import { type CellTable, type ColumnRules, refuseLoneSurrogate, requireColumns, tableOf } from './columns.ts'
import { csvRecords } from './csv-records.ts'
import { utf8Pieces } from './text-pieces.ts'

/**
 * CSV as in RFC 4180 with a header line, in UTF-8. Nothing between two commas is null, and `""` is empty text. Dates are
 * written as ISO 8601. Cells come back as the types that they had, which are recorded with the version; those of a file
 * that no run recorded as the types of the schema, and as text where it is silent.
 * A column with null and absent cells has only null ones when it comes back.
 */
export const csvFormat: ObjectFormat = {
  name: 'CSV',
  extension: 'csv',
  encode: (value, at) => {
    const table = tableOf(value, at, rules)
    requireColumns(table, at, rules.format)
    const notes = notesOf(table.columns.filter(({ kind, absent }) => kind !== 'string' || absent))
    return { content: utf8Pieces(linesFor(table)), rows: table.rows, notes }
  },
  decode: (content, about) => {
    const noted = readNotes(about)
    const [header = [], ...records] = csvRecords(content)
    const readers = header.map((name) => ({ name: name ?? '', ...(noted.get(name ?? '') ?? text) }))
    return records.map((record, index) => rowOf(record, readers, index))
  },
}

const rules: ColumnRules = {
  format: 'CSV',
  kinds: ['string', 'number', 'integer', 'bigint', 'boolean', 'date'],
  refuse: refuseLoneSurrogate,
  refuseName: refuseLoneSurrogate,
}

const text: ColumnNote = { kind: 'string', absent: false }

function* linesFor({ columns, rows }: CellTable): Iterable<string> {
  if (columns.length > 0) yield `${columns.map(({ name }) => quoted(name)).join(',')}\r\n`
  for (let row = 0; row < rows; row++) {
    yield `${columns.map(({ values }) => cellOf(values[row])).join(',')}\r\n`
  }
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Date) return value.toISOString()
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A byte order mark is quoted, so that nobody takes the start of a name for the start of the file. */
function quoted(value: string): string {
  return value === '' || /[",\r\n\ufeff]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

function rowOf(
  record: readonly (string | null)[],
  readers: readonly (ColumnNote & { readonly name: string })[],
  index: number,
): { [column: string]: unknown } {
  if (record.length !== readers.length) {
    throw new SyntaxError(`row ${index} has ${record.length} fields, and the header has ${readers.length}`)
  }
  const row: { [column: string]: unknown } = {}
  for (const [column, { name, kind, absent }] of readers.entries()) {
    const cell = record[column] ?? null
    if (cell !== null) row[name] = parsed(cell, kind)
    else if (!absent) row[name] = null
  }
  return row
}

function parsed(cell: string, kind: ColumnKind): unknown {
  switch (kind) {
    case 'number':
    case 'integer':
      return Number(cell)
    case 'bigint':
      return BigInt(cell)
    case 'boolean':
      return cell === 'true'
    case 'date':
      return new Date(cell)
    default:
      return cell
  }
}

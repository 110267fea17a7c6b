import { csvRecords } from './csv-records.ts'
import type { CopyObject } from './copy-objects.ts'
import type { CopyColumn, CopyRow } from './copy-row.ts'
import { cellOf, jsonRecords, parseExactly, superCellOf, valueAt } from './json-records.ts'
import { LoadError } from './load-error.ts'
import { parquetRows } from './parquet-rows.ts'
import type { CopyStatement } from './parse-copy.ts'

/** How an object is read. */
export interface CopyReading {
  readonly copy: CopyStatement
  readonly columns: readonly CopyColumn[]
  /** The JSONPaths that `json` names. */
  readonly paths: readonly string[] | undefined
}

/** The rows of an object. Throws `LoadError` for one that cannot be read. */
export async function copyRows(object: CopyObject, reading: CopyReading): Promise<readonly CopyRow[]> {
  const { copy, columns } = reading
  const rows = await readRows(object, reading)
  for (const row of rows) requireLengths(row, columns)
  const { unit } = copy.times
  return unit === undefined
    ? rows
    : rows.map((row) => ({ ...row, cells: row.cells.map((cell, at) => moment(cell, columns[at], unit)) }))
}

async function readRows(object: CopyObject, { copy, columns, paths }: CopyReading): Promise<readonly CopyRow[]> {
  const { format } = copy
  switch (format.name) {
    case 'parquet': {
      const rows = await parquetRows(object.content, columns.length)
      return rows.map((cells, at) => ({ cells, url: object.url, line: at + 1, raw: '' }))
    }
    case 'json':
      return jsonRows(object, columns, { paths, ignoresCase: format.paths === 'auto ignorecase' })
    case 'csv':
      return csvRows(object, columns, format)
  }
}

interface JsonReading {
  readonly paths: readonly string[] | undefined
  readonly ignoresCase: boolean
}

function jsonRows(
  { url, content }: CopyObject,
  columns: readonly CopyColumn[],
  reading: JsonReading,
): readonly CopyRow[] {
  return jsonRecords(content.toString('utf8')).map(({ text, line }) => {
    const row = { cells: [], url, line, raw: text }
    let record: unknown
    try {
      record = parseExactly(text)
    } catch {
      throw new LoadError(row, { code: 1216, reason: 'Invalid JSON: the record cannot be parsed' })
    }
    const { paths, ignoresCase } = reading
    const members = paths ? undefined : membersOf(record, ignoresCase)
    const cells = columns.map(({ name, type }, at) => {
      const value = paths ? valueAt(record, paths[at] ?? '') : members?.get(name)
      return type === 'super' ? superCellOf(value) : cellOf(value)
    })
    return { ...row, cells }
  })
}

/** `auto` finds a column only under a key that is written like it. */
function membersOf(record: unknown, ignoresCase: boolean): ReadonlyMap<string, unknown> {
  const members = Object.entries(record ?? {})
  return new Map(members.map(([key, value]) => [ignoresCase ? key.toLowerCase() : key, value]))
}

type CsvFormat = CopyStatement['format'] & { readonly name: 'csv' }

function csvRows({ url, content }: CopyObject, columns: readonly CopyColumn[], format: CsvFormat): readonly CopyRow[] {
  const { delimiter, ignoredLines, nullText } = format
  const records = csvRecords(content.toString('utf8'), delimiter).slice(ignoredLines)
  return records.map(({ cells: found, line }) => {
    const row = { cells: [], url, line, raw: found.map(({ text }) => text).join(delimiter) }
    if (found.length > columns.length) throw new LoadError(row, { code: 1202, reason: 'Extra column(s) found' })
    if (found.length < columns.length) throw new LoadError(row, { code: 1214, reason: 'Delimiter not found' })
    const cells = found.map(({ text, isQuoted }, at) => {
      if (!isQuoted && text === nullText) return null
      // Nothing is null where there is nothing to be read, and an empty text in a column of text.
      return text === '' && !isQuoted && !isText(columns[at]) ? null : text
    })
    return { ...row, cells }
  })
}

function isText(column: CopyColumn | undefined): boolean {
  return column?.type.startsWith('character') ?? false
}

/** VARCHAR(n) has room for n bytes, not letters. */
function requireLengths(row: CopyRow, columns: readonly CopyColumn[]): void {
  columns.forEach((column, at) => {
    const [, length] = /^character(?: varying)?\((\d+)\)$/.exec(column.type) ?? []
    const cell = row.cells[at]
    if (length === undefined || cell === null || cell === undefined || Buffer.byteLength(cell) <= Number(length)) return
    throw new LoadError(row, { code: 1204, reason: 'String length exceeds DDL length', column, value: cell })
  })
}

function moment(
  cell: string | null,
  column: CopyColumn | undefined,
  unit: 'epochsecs' | 'epochmillisecs',
): string | null {
  if (cell === null || !column?.type.startsWith('timestamp')) return cell
  const ms = Number(cell) * (unit === 'epochsecs' ? 1000 : 1)
  return Number.isFinite(ms) ? new Date(ms).toISOString() : cell
}

import { canonicalJson } from '@headwater/core/io'
import { isJson } from '../columns/is-json.ts'
import type { Column, ColumnKind } from '../sql/columns.ts'
import type { AppendShape, Batch } from '../tables/table-session.ts'
import { failOnCell } from '../tables/unstorable-cell.ts'
import { momentText } from '../postgres/moment-text.ts'

/** What tells a row that Redshift refused: its number in its batch, and where it comes from. */
export interface RowSource {
  readonly row: number
  readonly cells: { readonly [column: string]: unknown }
  readonly partition: string | null | undefined
}

/** A row as a line of JSON, and where it comes from. */
export interface RowLine extends RowSource {
  readonly line: string
}

export interface LineShape extends AppendShape {
  /** Whether the rows are numbered, in a column after all others. */
  readonly numbered: boolean
}

/**
 * Rows as arrays of JSON, one a line: arrays are found by place, so that no name of a column has to be one of JSON. Throws
 * VALUE_UNSTORABLE naming row, column and value.
 */
export function* rowLines({ columns, partitioned, numbered }: LineShape, batches: Iterable<Batch>): Generator<RowLine> {
  let number = 0
  for (const { rows, partition, firstRow } of batches) {
    number = firstRow ?? number
    for (const [index, given] of rows.entries()) {
      const row = index + (firstRow ?? 0)
      const cells = given as RowSource['cells']
      const texts = columns.map(
        (column) => cellText(column, cells[column.name]) ?? failOn(column, { row, cells, partition }),
      )
      if (partitioned) texts.push(JSON.stringify(partition ?? null))
      number += 1
      if (numbered) texts.push(String(number))
      yield { line: `[${texts.join(',')}]\n`, row, cells, partition }
    }
  }
}

/** VARCHAR has room for so many bytes. */
const mostBytes = 65_535

/** DECIMAL has room for so many digits. */
const pastDecimal = 10n ** 38n

const limits: { readonly [K in ColumnKind]?: string } = {
  string: `well-formed text without NUL of at most ${mostBytes} bytes`,
  bigint: 'bigints of at most 38 digits',
  date: 'valid dates from the year 1 to 9999',
}

/** Refuses a cell that its column cannot hold. */
export function failOn(
  column: Column,
  { row, cells, partition }: RowSource,
  takes: string | undefined = limits[column.kind],
): never {
  failOnCell({ title: 'Redshift', column, value: cells[column.name], row, partition, takes })
}

function cellText({ kind, nullable }: Column, value: unknown): string | undefined {
  if (value === null || value === undefined) return nullable ? 'null' : undefined
  return writers[kind](value)
}

/** A cell as JSON; undefined when it would not come back as it was. */
const writers: { readonly [K in ColumnKind]: (value: unknown) => string | undefined } = {
  string: (value) => {
    if (typeof value !== 'string' || !value.isWellFormed() || value.includes('\0')) return undefined
    // A letter has 3 bytes at most.
    const fits = value.length * 3 <= mostBytes || Buffer.byteLength(value) <= mostBytes
    return fits ? JSON.stringify(value) : undefined
  },
  number: (value) => {
    if (typeof value !== 'number') return undefined
    if (Object.is(value, -0)) return '-0'
    return Number.isFinite(value) ? String(value) : `"${value}"`
  },
  integer: (value) => {
    const isWhole = Number.isSafeInteger(value) || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
    return isWhole ? String(value) : undefined
  },
  bigint: (value) =>
    typeof value === 'bigint' && value < pastDecimal && value > -pastDecimal ? String(value) : undefined,
  boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  date: (value) => {
    const year = value instanceof Date ? value.getUTCFullYear() : Number.NaN
    return year >= 1 && year <= 9999 ? `"${momentText(value as Date)}"` : undefined
  },
  json: (value) => (isJson(value) ? canonicalJson(value) : undefined),
}

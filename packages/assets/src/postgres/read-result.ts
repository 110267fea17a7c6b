import type { FieldDef, QueryArrayResult } from 'pg'
import type { TableRow } from '../tables/table-session.ts'
import type { PgApi } from './load-pg.ts'
import { momentOfText } from './moment-text.ts'

/** A result whose cells are the text that the server sent. */
export type TextResult = QueryArrayResult<(string | null)[]>

/**
 * The rows of a result, in its order.
 *
 * | PostgreSQL | JavaScript |
 * |---|---|
 * | boolean | boolean |
 * | smallint, integer, real, double precision | number |
 * | bigint | number, or bigint beyond 2^53 |
 * | numeric(p, 0) | bigint |
 * | other numeric | string, exact |
 * | text, enumerations, uuid, interval, time | string |
 * | date | string, `2024-01-02` |
 * | timestamp, with or without time zone | Date; microseconds are cut off |
 * | json, jsonb | what its text says |
 * | arrays of numbers, texts and booleans | array |
 * | bytea | Uint8Array |
 */
export function readResult({ fields, rows }: TextResult, { types }: PgApi): readonly TableRow[] {
  const names = fields.map(({ name }) => name)
  const readers = fields.map((field) => readerOf(field, types))
  return rows.map((cells) => {
    const row: { [column: string]: unknown } = {}
    for (let index = 0; index < names.length; index++) {
      const cell = cells[index] ?? null
      row[names[index] ?? ''] = cell === null ? null : readers[index]?.(cell)
    }
    return row
  })
}

type CellReader = (text: string) => unknown

function readerOf({ dataTypeID, dataTypeModifier }: FieldDef, { builtins, getTypeParser }: PgApi['types']): CellReader {
  switch (dataTypeID) {
    case builtins.BOOL:
      return (text) => text === 't'
    case builtins.INT2:
    case builtins.INT4:
    case builtins.OID:
    case builtins.FLOAT4:
    case builtins.FLOAT8:
      return Number
    case builtins.INT8:
      return numberWhenSafe
    case builtins.NUMERIC:
      return isWhole(dataTypeModifier) ? BigInt : (text) => text
    case builtins.TIMESTAMP:
    case builtins.TIMESTAMPTZ:
      return momentOfText
    case builtins.JSON:
    case builtins.JSONB:
      return (text) => JSON.parse(text) as unknown
    case builtins.BYTEA:
      return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'))
    default:
      return readableArrays.has(dataTypeID) ? getTypeParser(dataTypeID, 'text') : (text) => text
  }
}

/** Arrays of boolean, smallint, integer, text, character varying, real and double precision. */
const readableArrays: ReadonlySet<number> = new Set([1000, 1005, 1007, 1009, 1015, 1021, 1022])

/** The modifier of NUMERIC holds digits and decimals, and 4 more; -1 says that any are allowed. */
function isWhole(modifier: number): boolean {
  return modifier >= 4 && ((modifier - 4) & 0xffff) === 0
}

function numberWhenSafe(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

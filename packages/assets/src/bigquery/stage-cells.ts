import { type Address, canonicalJson, fail } from '@headwater/core/io'
import { isJson } from '../columns/is-json.ts'
import type { Column, ColumnKind } from '../sql/columns.ts'
import { describeValue } from '../tables/describe-value.ts'
import type { StagedCell } from './row-hashes.ts'

/** A cell as its column stages it; undefined where it would not come back as it was. */
export function stagedCell({ kind, nullable }: Column, value: unknown): StagedCell | undefined {
  if (value !== null && value !== undefined) return cells[kind](value)
  return nullable ? null : undefined
}

const digits38 = 10n ** 38n
/** 0001-01-01 and 9999-12-31T23:59:59.999Z, the bounds of TIMESTAMP. */
const [oldest, newest] = [-62_135_596_800_000, 253_402_300_799_999]

/** Dates are staged in microseconds, bigints and JSON as text. */
const cells: { readonly [K in ColumnKind]: (value: unknown) => Exclude<StagedCell, null> | undefined } = {
  string: (value) => (typeof value === 'string' && value.isWellFormed() ? value : undefined),
  number: (value) => (typeof value === 'number' ? value : undefined),
  integer: (value) => {
    if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
    return typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : undefined
  },
  bigint: (value) => (typeof value === 'bigint' && value < digits38 && value > -digits38 ? String(value) : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  date: (value) => {
    const time = value instanceof Date ? value.getTime() : Number.NaN
    return time >= oldest && time <= newest ? BigInt(time) * 1000n : undefined
  },
  json: (value) => (isJson(value) ? canonicalJson(value) : undefined),
}

const allowed: { readonly [K in ColumnKind]: string } = {
  string: 'well-formed text',
  number: 'numbers',
  integer: 'whole numbers within 64 bits',
  bigint: 'bigints of up to 38 digits',
  boolean: 'true and false',
  date: 'valid dates from year 1 to 9999',
  json: 'what JSON can hold',
}

/** A cell that its column cannot hold. */
export interface UnstorableCell {
  readonly column: Column
  readonly value: unknown
  readonly row: number
  readonly at: Address
}

/** Throws VALUE_UNSTORABLE naming row, column and value. */
export function failOnCell({ column, value, row, at: { asset, partition } }: UnstorableCell): never {
  const { name, kind, nullable } = column
  const where = partition === null ? '' : ` of partition \`${partition}\``
  return fail('VALUE_UNSTORABLE', {
    message: `row ${row}${where}, column \`${name}\` is ${describeValue(value)}; this column of a BigQuery table takes ${allowed[kind]}${nullable ? ' and null' : ''}`,
    hint: 'Change the value, or what the schema says of the column.',
    asset,
    partition: partition ?? undefined,
  })
}

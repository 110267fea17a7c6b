import type { CellRule } from '@headwater/core/extend'
import { countBits, hasBit } from '../columns/bits.ts'
import { cellsOf } from '../columns/cells-of.ts'
import type { ColumnBatch } from '../columns/column-batch.ts'
import { everyInt64 } from '../columns/int64.ts'
import type { ColumnVector } from '../columns/vector.ts'
import type { ColumnKind } from '../formats/column-kind.ts'

/**
 * Whether the rows of a batch are what the schema of these rules gives back for them: valid, with no other members. A loop
 * over each column, without making a row. Where the answer is no, zod must be asked: it may have something else to give
 * back, and knows the words.
 */
export function acceptsBatch(rules: readonly CellRule[], batch: ColumnBatch<unknown>): boolean {
  const columns = new Map(batch.columns.map((column) => [column.name, column]))
  const declared = new Set(rules.map(({ name }) => name))
  if (batch.columns.some(({ name }) => !declared.has(name))) return false
  return rules.every((rule) => {
    const column = columns.get(rule.name)
    return column ? acceptsColumn(rule, column, batch.length) : rule.optional || batch.length === 0
  })
}

function acceptsColumn(rule: CellRule, column: ColumnVector, length: number): boolean {
  const { data, validity, kind, absent } = column
  if (data.layout === 'cells') return cellsOf(column, 0, length).every((cell) => acceptsCell(rule, cell))
  const present = validity ? countBits(validity, length) : length
  if (present < length && !(absent ? rule.optional : rule.nullable)) return false
  if (present === 0) return true
  return fits(kind, rule.kind) && acceptsVector(rule, column, length)
}

function fits(kind: ColumnKind, wanted: CellRule['kind']): boolean {
  return kind === wanted || (kind === 'integer' && wanted === 'number')
}

/** Of columns without a layout: bigints beyond 64 bits, and gaps alone. */
function acceptsCell({ kind, nullable, optional, takes }: CellRule, cell: unknown): boolean {
  if (cell === null) return nullable
  if (cell === undefined) return optional
  return typeof cell === 'bigint' && kind === 'bigint' && (!takes || takes(cell))
}

function acceptsVector(rule: CellRule, column: ColumnVector, length: number): boolean {
  const { takes } = rule
  const { data, validity } = column
  const isThere = (row: number): boolean => !validity || hasBit(validity, row)
  switch (data.layout) {
    case 'float64':
      return !rule.range || acceptsNumbers(data.values, isThere, rule.range)
    case 'int64':
      return rule.kind === 'date'
        ? acceptsDates(data.values, isThere, takes)
        : !takes || data.values.every((value, row) => !isThere(row) || takes(value))
    case 'dictionary':
      return !takes || acceptsTexts(data, isThere, takes)
    default:
      return !takes || cellsOf(column, 0, length).every((cell, row) => !isThere(row) || takes(cell))
  }
}

type IsThere = (row: number) => boolean
type Takes = NonNullable<CellRule['takes']>
type NumberRange = NonNullable<CellRule['range']>

function acceptsNumbers(values: Float64Array, isThere: IsThere, { min, max, whole }: NumberRange): boolean {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? 0
    const isTaken = value >= min && value <= max && (!whole || Math.trunc(value) === value)
    if (!isTaken && isThere(row)) return false
  }
  return true
}

/** Milliseconds from the epoch to the first and last moment that a Date can be (ECMA-262, Time Values). */
const farthest = 8.64e15

function acceptsDates(values: BigInt64Array, isThere: IsThere, takes: Takes | undefined): boolean {
  return everyInt64(values, (ms, row) => {
    const isDate = ms <= farthest && ms >= -farthest
    return (isDate && (!takes || takes(new Date(ms)))) || !isThere(row)
  })
}

/** Every text is looked at once; a slice may have texts in its dictionary that none of its rows has. */
function acceptsTexts(
  { codes, dictionary }: { readonly codes: Int32Array; readonly dictionary: readonly string[] },
  isThere: IsThere,
  takes: Takes,
): boolean {
  const isRefused = dictionary.map((text) => !takes(text))
  if (!isRefused.includes(true)) return true
  return codes.every((code, row) => isRefused[code] !== true || !isThere(row))
}

import type { Address, StageAt } from '@headwater/core/io'
import { cellsOf } from '../columns/cells-of.ts'
import { ColumnBatch } from '../columns/column-batch.ts'
import { isJson } from '../columns/is-json.ts'
import type { ColumnKind } from './column-kind.ts'
import type { ColumnNote } from './column-notes.ts'
import { type DeclaredColumn, declaredColumns } from './declared-columns.ts'
import type { Row } from '../sql/rows.ts'
import { failUnstorable } from './unstorable.ts'

/** A column of a table. Where it has cells that are null and cells that are absent, all of them come back as null. */
export interface Column extends ColumnNote {
  readonly name: string
  /** By row; null and undefined where there is nothing. */
  readonly values: readonly unknown[]
  readonly nullable: boolean
}

/** What a format can hold. */
export interface ColumnRules {
  readonly format: string
  readonly kinds: readonly ColumnKind[]
  /** Whether text, numbers and booleans may stand in one column. */
  readonly mixes?: boolean | undefined
  /** Why this very value cannot be held though its kind can; undefined where it can. */
  readonly refuse: (value: unknown) => Refusal | undefined
  readonly refuseName: (name: string) => Refusal | undefined
}

export interface Refusal {
  readonly why: string
  readonly hint: string
}

/** Text that UTF-8 cannot encode. */
export function refuseLoneSurrogate(value: unknown): Refusal | undefined {
  if (typeof value !== 'string' || value.isWellFormed()) return undefined
  return {
    why: 'half of a surrogate pair has no place in UTF-8',
    hint: 'Repair it with `toWellFormed()`, or use `ndjson()`.',
  }
}

/** A table by its columns, each a list of cells. */
export interface CellTable {
  readonly columns: readonly Column[]
  readonly rows: number
}

/** For whom a table is made: no asset where rows are put into columns by hand. */
export interface TableAt extends Partial<Address>, Pick<StageAt, 'rowSchema'> {
  /** The number of its first row, where it is a part of a stream; default 0. */
  readonly firstRow?: number | undefined
}

/**
 * Turns rows, or a batch of columns, into columns in the order of the asset's schema, then by first appearance. A column is
 * of the kind of its values; the schema decides where it has none, whether numbers are integers, and what is JSON. Throws
 * VALUE_UNSTORABLE.
 */
export function tableOf(value: unknown, at: TableAt, rules: ColumnRules): CellTable {
  const given = value instanceof ColumnBatch ? givenColumns(value) : givenRows(rowsOf(value, at, rules.format))
  const declared = declaredColumns(at.rowSchema)
  const names = new Set([...declared.keys(), ...given.columns.keys()])
  const columns = Array.from(names, (name) =>
    columnOf(given.cells(name), { name, declared: declared.get(name) ?? given.columns.get(name), at, rules }),
  )
  return { columns, rows: given.rows }
}

/** Throws VALUE_UNSTORABLE for rows that have no column at all: where rows are nothing but their cells, they vanish. */
export function requireColumns(
  { columns, rows }: { readonly columns: readonly unknown[]; readonly rows: number },
  at: TableAt,
  format: string,
): void {
  if (rows === 0 || columns.length > 0) return
  const hint = 'Give the rows a column, or store the asset with `ndjson()`.'
  failUnstorable(at, { format, value: {}, where: 'row 0', why: 'no row has a column', hint })
}

/** A table as it was given: its columns with what they tell of themselves, and their cells by row. */
interface Given {
  readonly rows: number
  readonly columns: ReadonlyMap<string, DeclaredColumn | undefined>
  readonly cells: (name: string) => readonly unknown[]
}

function givenRows(rows: readonly Row[]): Given {
  const columns = new Map<string, undefined>()
  for (const row of rows) for (const name in row) columns.set(name, undefined)
  return { rows: rows.length, columns, cells: (name) => cellsIn(name, rows) }
}

function givenColumns(batch: ColumnBatch): Given {
  const byName = new Map(batch.columns.map((column) => [column.name, column]))
  const columns = batch.columns.map(({ name, kind, nullable, absent }) => [name, { kind, nullable, optional: absent }])
  return {
    rows: batch.length,
    columns: new Map(columns as [string, DeclaredColumn][]),
    cells: (name) => {
      const column = byName.get(name)
      return column ? cellsOf(column, 0, batch.length) : Array.from({ length: batch.length })
    },
  }
}

function rowsOf(value: unknown, at: TableAt, format: string): readonly Row[] {
  const hint = 'Return an array of objects, one per row, or store the asset with `json()`.'
  if (!Array.isArray(value)) {
    return failUnstorable(at, { format, value, where: 'the whole value', why: 'it is not an array of rows', hint })
  }
  const wrong = value.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row))
  if (wrong >= 0) {
    const where = `row ${(at.firstRow ?? 0) + wrong}`
    failUnstorable(at, { format, value: value[wrong], where, why: 'a row is an object', hint })
  }
  return value
}

/** A column that is being made: everything that a refusal must tell. */
interface Making {
  readonly name: string
  readonly declared: DeclaredColumn | undefined
  readonly at: TableAt
  readonly rules: ColumnRules
}

function columnOf(values: readonly unknown[], making: Making): Column {
  const { name, declared, rules } = making
  const misnamed = rules.refuseName(name)
  if (misnamed) failUnstorable(making.at, { format: rules.format, value: name, where: 'a column name', ...misnamed })
  let kind: ColumnKind = 'null'
  let nulls = 0
  let missing = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value === null) nulls++
    else if (value === undefined) missing++
    else kind = kindWith(kind, value, row, making)
  }
  return {
    name,
    kind: kind === 'null' ? (declared?.kind ?? 'null') : kind,
    values,
    nullable: nulls + missing > 0 || declared?.nullable === true,
    absent: nulls === 0 && (missing > 0 || declared?.optional === true),
  }
}

/** A column may be called `toString`, which every object has from somewhere else. */
function cellsIn(name: string, rows: readonly Row[]): readonly unknown[] {
  if (!(name in Object.prototype)) return rows.map((row) => row[name])
  return rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))
}

/** The kind of a column that was of `kind` so far and has this value too. */
function kindWith(kind: ColumnKind, value: unknown, row: number, making: Making): ColumnKind {
  const { rules, declared } = making
  const own = kindOf(value, declared, rules)
  if (own === undefined || !rules.kinds.includes(own)) return refuse(value, row, making, noCell)
  const problem = value instanceof Date && Number.isNaN(value.getTime()) ? invalidDate : rules.refuse(value)
  if (problem) return refuse(value, row, making, problem)
  if (own === 'integer' && !Number.isSafeInteger(value)) return refuse(value, row, making, noInteger)
  if (kind === own || kind === 'null') return own
  if (rules.mixes && jsonKinds.has(kind) && jsonKinds.has(own)) return 'json'
  return refuse(value, row, making, {
    why: `the rows before it have ${words[kind]} there, and a column has one type`,
    hint: 'Give the column one type. `ndjson()` holds text, numbers and booleans side by side.',
  })
}

function refuse(value: unknown, row: number, { name, at, rules }: Making, refusal: Refusal): never {
  const where = `row ${(at.firstRow ?? 0) + row}, column \`${name}\``
  return failUnstorable(at, { format: rules.format, value, where, ...refusal })
}

const noCell: Refusal = {
  why: 'it is no type that a cell can have',
  hint: 'Convert it, or store the asset with `json()`.',
}
const noInteger: Refusal = {
  why: 'the schema says integer, and a number holds none exactly that is this large or broken',
  hint: 'Use `z.number()`, or `z.bigint()` for large ones.',
}
const invalidDate: Refusal = { why: 'it is no time', hint: 'Parse it again, or use null.' }

function kindOf(value: unknown, declared: DeclaredColumn | undefined, rules: ColumnRules): ColumnKind | undefined {
  if (declared?.kind === 'json' && rules.kinds.includes('json')) return isJson(value) ? 'json' : undefined
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'bigint':
      return 'bigint'
    case 'boolean':
      return 'boolean'
    case 'number':
      return declared?.kind === 'integer' ? 'integer' : 'number'
    default:
      if (value instanceof Date) return 'date'
      return value instanceof Uint8Array ? 'bytes' : undefined
  }
}

const jsonKinds: ReadonlySet<ColumnKind> = new Set(['string', 'number', 'integer', 'boolean', 'json'])

const words: { readonly [K in ColumnKind]: string } = {
  string: 'text',
  number: 'numbers',
  integer: 'integers',
  bigint: 'bigints',
  boolean: 'booleans',
  date: 'dates',
  bytes: 'bytes',
  null: 'nulls',
  json: 'JSON values',
}

import type { Address, StageAt } from '@headwater/core/io'
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

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: number
}

/**
 * Turns rows into columns, in the order of the asset's schema, then by first appearance. A column is of the kind of its
 * values; the schema decides where it has none, and whether numbers are integers. Throws VALUE_UNSTORABLE.
 */
export function tableOf(value: unknown, at: StageAt, rules: ColumnRules): Table {
  const rows = rowsOf(value, at, rules.format)
  const declared = declaredColumns(at.rowSchema)
  const names = new Set(declared.keys())
  for (const row of rows) for (const name in row) names.add(name)
  const columns = Array.from(names, (name) => columnOf(rows, { name, declared: declared.get(name), at, rules }))
  return { columns, rows: rows.length }
}

/** Throws VALUE_UNSTORABLE for rows that have no column at all: where rows are nothing but their cells, they vanish. */
export function requireColumns({ columns, rows }: Table, at: Address, format: string): void {
  if (rows === 0 || columns.length > 0) return
  const hint = 'Give the rows a column, or store the asset with `ndjson()`.'
  failUnstorable(at, { format, value: {}, where: 'row 0', why: 'no row has a column', hint })
}

function rowsOf(value: unknown, at: Address, format: string): readonly Row[] {
  const hint = 'Return an array of objects, one per row, or store the asset with `json()`.'
  if (!Array.isArray(value)) {
    return failUnstorable(at, { format, value, where: 'the whole value', why: 'it is not an array of rows', hint })
  }
  const wrong = value.findIndex((row) => typeof row !== 'object' || row === null || Array.isArray(row))
  if (wrong >= 0) {
    failUnstorable(at, { format, value: value[wrong], where: `row ${wrong}`, why: 'a row is an object', hint })
  }
  return value
}

/** A column that is being made: everything that a refusal must tell. */
interface Making {
  readonly name: string
  readonly declared: DeclaredColumn | undefined
  readonly at: Address
  readonly rules: ColumnRules
}

function columnOf(rows: readonly Row[], making: Making): Column {
  const { name, declared, rules } = making
  const misnamed = rules.refuseName(name)
  if (misnamed) failUnstorable(making.at, { format: rules.format, value: name, where: 'a column name', ...misnamed })
  const values = cellsOf(name, rows)
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
function cellsOf(name: string, rows: readonly Row[]): readonly unknown[] {
  if (!(name in Object.prototype)) return rows.map((row) => row[name])
  return rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined))
}

/** The kind of a column that was of `kind` so far and has this value too. */
function kindWith(kind: ColumnKind, value: unknown, row: number, making: Making): ColumnKind {
  const { rules, declared } = making
  const own = kindOf(value, declared)
  if (own === undefined || !rules.kinds.includes(own)) return refuse(value, row, making, noCell)
  const problem = value instanceof Date && Number.isNaN(value.getTime()) ? invalidDate : rules.refuse(value)
  if (problem) return refuse(value, row, making, problem)
  if (own === 'integer' && !Number.isSafeInteger(value)) return refuse(value, row, making, noInteger)
  if (kind === own || kind === 'null') return own
  if (rules.kinds.includes('any') && jsonKinds.has(kind) && jsonKinds.has(own)) return 'any'
  return refuse(value, row, making, {
    why: `the rows before it have ${words[kind]} there, and a column has one type`,
    hint: 'Give the column one type. `ndjson()` holds text, numbers and booleans side by side.',
  })
}

function refuse(value: unknown, row: number, { name, at, rules }: Making, refusal: Refusal): never {
  return failUnstorable(at, { format: rules.format, value, where: `row ${row}, column \`${name}\``, ...refusal })
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

function kindOf(value: unknown, declared: DeclaredColumn | undefined): ColumnKind | undefined {
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

const jsonKinds: ReadonlySet<ColumnKind> = new Set(['string', 'number', 'integer', 'boolean', 'any'])

const words: { readonly [K in ColumnKind]: string } = {
  string: 'text',
  number: 'numbers',
  integer: 'integers',
  bigint: 'bigints',
  boolean: 'booleans',
  date: 'dates',
  bytes: 'bytes',
  null: 'nulls',
  any: 'JSON values',
}

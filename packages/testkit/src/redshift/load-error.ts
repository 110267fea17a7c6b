import type { CopyColumn, CopyRow } from './copy-row.ts'

/** What is wrong with a row: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html */
export interface LoadProblem {
  readonly code: number
  readonly reason: string
  readonly column?: CopyColumn | undefined
  readonly value?: string | undefined
}

/** A row that cannot be loaded. */
export class LoadError extends Error {
  readonly row: CopyRow
  readonly problem: LoadProblem

  constructor(row: CopyRow, problem: LoadProblem) {
    super(problem.reason)
    this.name = 'LoadError'
    this.row = row
    this.problem = problem
  }
}

/** What PostgreSQL says of a row that it does not take. */
export interface RefusedRow {
  readonly row: CopyRow
  readonly columns: readonly CopyColumn[]
  /** The SQLSTATE and the fields M and W of its ErrorResponse. */
  readonly state: string
  readonly message: string
  readonly context: string
}

/** The same in Redshift's words. */
export function loadErrorOf({ row, columns, state, message, context }: RefusedRow): LoadError {
  const [, name, value] = /, column ([^:]+)(?:: "([\s\S]*)")?/.exec(context) ?? []
  const column = columns.find((one) => one.name === name)
  return new LoadError(row, { ...wordsFor(state, message, column?.type ?? '', value), column, value })
}

function wordsFor(state: string, message: string, type: string, value = ''): { code: number; reason: string } {
  switch (state) {
    case '22001':
      return { code: 1204, reason: 'String length exceeds DDL length' }
    case '22003':
      return { code: 1204, reason: `Overflow, Value '${value}', Type: ${spelled(type)}` }
    case '23502':
      return { code: 1213, reason: 'Missing data for not-null field' }
    case '22007':
    case '22008':
      return type === 'date'
        ? { code: 1205, reason: 'Invalid Date Format - length must be 10 or more' }
        : { code: 1206, reason: 'Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]' }
    case '22P02':
      return type === 'boolean'
        ? { code: 1210, reason: 'Unknown boolean format' }
        : { code: 1207, reason: `Invalid digit, Value '${value[0] ?? ''}', Pos 0, Type: ${spelled(type)}` }
    default:
      return { code: 9999, reason: message.slice(0, 100) }
  }
}

const spellings: { readonly [type: string]: string } = {
  smallint: 'Short',
  integer: 'Integer',
  bigint: 'Long',
  real: 'Float',
  'double precision': 'Double',
}

function spelled(type: string): string {
  return spellings[type] ?? (type.startsWith('numeric') ? 'Decimal' : type)
}

/** A statement that writes down a load error, with the values of its parameters. */
export function recordingOf({ row, problem }: LoadError, session: number): { text: string; values: unknown[] } {
  const { code, reason, column, value } = problem
  const [type, length] = column ? typeAndLength(column.type) : ['', '']
  const values = [session, row.url, row.line, column?.name ?? '', type, length, row.raw, value ?? '', code, reason]
  return {
    text: `insert into redshift_emulator.stl_load_errors
      (session, query, filename, line_number, colname, type, col_length, position, raw_line, raw_field_value, err_code, err_reason)
      values ($1, nextval('redshift_emulator.queries'), $2, $3, $4, $5, $6, 0, left($7, 1024), left($8, 1024), $9, $10)`,
    values,
  }
}

/** Types as they stand in STL_LOAD_ERRORS: `int4`, `varchar` with its length. */
function typeAndLength(type: string): readonly [string, string] {
  const [, name = type, length = ''] = /^([^(]+)\((\d+)/.exec(type) ?? []
  return [short[name] ?? name, length]
}

const short: { readonly [type: string]: string } = {
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  boolean: 'bool',
  'character varying': 'varchar',
  character: 'char',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
}

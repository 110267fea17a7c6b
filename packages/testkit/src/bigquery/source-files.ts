import { GoogleError } from '../google/google-error.ts'
import { checkColumnNames, columnType, type Field, quoted, textLiteral } from './data-types.ts'
import type { Session } from './database.ts'
import { fieldOf } from './result-cells.ts'

export type SourceFormat = 'CSV' | 'NEWLINE_DELIMITED_JSON' | 'PARQUET'

/** How CSV is read. Defaults: no header, commas, double quotes. */
export interface CsvOptions {
  readonly skipLeadingRows?: number | string
  readonly fieldDelimiter?: string
  readonly quote?: string
  readonly nullMarker?: string
  readonly allowQuotedNewlines?: boolean
}

/** Files that are to be loaded. */
export interface Source {
  readonly format: SourceFormat
  /** Where DuckDB finds them. */
  readonly paths: readonly string[]
  readonly contents: readonly Buffer[]
  /** The columns of the table that takes them in; absent: those that the files have. */
  readonly declared: readonly Field[] | undefined
  readonly ignoreUnknownValues: boolean
  readonly csv: CsvOptions
}

/** Rows of files as a query of DuckDB, in the columns of the table that they are for. */
export interface SourceRows {
  readonly fields: readonly Field[]
  readonly sql: string
}

/** Makes files a query. Throws 400 `invalid` where their columns are not those that are declared. */
export async function readSource(session: Session, source: Source): Promise<SourceRows> {
  switch (source.format) {
    case 'PARQUET':
      return readParquet(session, source)
    case 'NEWLINE_DELIMITED_JSON':
      return source.declared
        ? readDeclaredJson(source, source.declared)
        : readDetected(session, `read_json(${listOf(source)}, format = 'newline_delimited')`)
    case 'CSV':
      return source.declared
        ? readDeclaredCsv(source, source.declared)
        : readDetected(session, `read_csv(${listOf(source)})`)
    default:
      throw new GoogleError(
        400,
        'invalid',
        `This emulator loads CSV, NEWLINE_DELIMITED_JSON and PARQUET, not ${String(source.format)}`,
      )
  }
}

async function readDetected(session: Session, from: string): Promise<SourceRows> {
  const fields = await fieldsOf(session, from)
  checkColumnNames(fields.map(({ name }) => name))
  return { fields, sql: `select * from ${from}` }
}

async function readParquet(session: Session, source: Source): Promise<SourceRows> {
  const from = `read_parquet(${listOf(source)}, union_by_name = true)`
  const found = await fieldsOf(session, from)
  const { declared } = source
  if (!declared) return { fields: found, sql: `select * from ${from}` }
  const wanted = new Map(declared.map((field) => [field.name.toLowerCase(), field]))
  const columns = found.flatMap((field) => {
    const into = wanted.get(field.name.toLowerCase())
    if (!into) return source.ignoreUnknownValues ? [] : failOnField(field.name)
    requireLoadable(field, into)
    return [`cast(${quoted(field.name)} as ${columnType(into)}) as ${quoted(into.name)}`]
  })
  return { fields: declared, sql: `select ${columns.join(', ')} from ${from}` }
}

async function fieldsOf(session: Session, from: string): Promise<readonly Field[]> {
  const described = await session.describe(`from ${from}`)
  const types = described.columnTypes()
  return described.columnNames().map((name, index) => fieldOf(name, types[index] ?? session.api.VARCHAR, session.api))
}

/** Which types of Parquet go into which others without being asked. */
const widened: { readonly [type: string]: readonly string[] } = {
  INTEGER: ['FLOAT', 'NUMERIC', 'BIGNUMERIC'],
  NUMERIC: ['BIGNUMERIC'],
  BIGNUMERIC: ['NUMERIC'],
}

function requireLoadable(from: Field, into: Field): void {
  const [given, taken] = [canonicalType(from.type), canonicalType(into.type)]
  if (given === taken || widened[given]?.includes(taken)) return
  throw new GoogleError(
    400,
    'invalid',
    `Provided Schema does not match Table. Field ${into.name} has changed type from ${taken} to ${given}`,
  )
}

const newerNames: { readonly [name: string]: string } = {
  INT64: 'INTEGER',
  FLOAT64: 'FLOAT',
  BOOL: 'BOOLEAN',
  STRUCT: 'RECORD',
}

function canonicalType(type: string): string {
  const upper = type.toUpperCase()
  return newerNames[upper] ?? upper
}

function readDeclaredJson(source: Source, declared: readonly Field[]): SourceRows {
  if (!source.ignoreUnknownValues) for (const content of source.contents) requireKnownMembers(content, declared)
  const columns = declared.map(
    (field) => `${quoted(field.name)}: ${textLiteral(isBytes(field) ? 'VARCHAR' : columnType(field))}`,
  )
  const values = declared.map((field) =>
    isBytes(field) ? `from_base64(${quoted(field.name)}) as ${quoted(field.name)}` : quoted(field.name),
  )
  const from = `read_json(${listOf(source)}, format = 'newline_delimited', maximum_object_size = 104857600, columns = {${columns.join(', ')}})`
  return { fields: declared, sql: `select ${values.join(', ')} from ${from}` }
}

function requireKnownMembers(content: Buffer, declared: readonly Field[]): void {
  const known = new Set(declared.map(({ name }) => name.toLowerCase()))
  for (const line of content.toString().split('\n')) {
    if (line.trim() === '') continue
    const unknown = Object.keys(memberNames(line)).find((name) => !known.has(name.toLowerCase()))
    if (unknown !== undefined) failOnField(unknown)
  }
}

function memberNames(line: string): object {
  try {
    return JSON.parse(line) as object
  } catch {
    throw new GoogleError(
      400,
      'invalid',
      `Error while reading data, error message: JSON parsing error: ${line.slice(0, 100)}`,
    )
  }
}

function isBytes({ type, mode }: Field): boolean {
  return type.toUpperCase() === 'BYTES' && mode !== 'REPEATED'
}

function failOnField(name: string): never {
  throw new GoogleError(400, 'invalid', `Error while reading data, error message: No such field: ${name}.`)
}

/** In CSV an empty cell is null; of text it is the empty text, unless the marker of nulls is said to be empty. */
function readDeclaredCsv(source: Source, declared: readonly Field[]): SourceRows {
  const { skipLeadingRows = 0, fieldDelimiter = ',', quote = '"', nullMarker } = source.csv
  const columns = declared.map((field) => `${quoted(field.name)}: ${textLiteral(columnType(field))}`)
  const texts = declared.filter(({ type }) => type.toUpperCase() === 'STRING').map(({ name }) => textLiteral(name))
  const options = [
    `columns = {${columns.join(', ')}}`,
    'header = false',
    'auto_detect = false',
    `skip = ${Number(skipLeadingRows)}`,
    `delim = ${textLiteral(fieldDelimiter)}`,
    `quote = ${textLiteral(quote)}`,
    `nullstr = ${textLiteral(nullMarker ?? '')}`,
    ...(nullMarker === undefined && texts.length > 0 ? [`force_not_null = [${texts.join(', ')}]`] : []),
  ]
  return { fields: declared, sql: `select * from read_csv(${listOf(source)}, ${options.join(', ')})` }
}

function listOf({ paths }: Source): string {
  return `[${paths.map(textLiteral).join(', ')}]`
}

import { type Address, fail, type Json } from '@headwater/core/io'
import { type Column, type ColumnKind, columnsOf } from '../sql/columns.ts'
import { identifier, text } from './google-sql.ts'

/** A column as BigQuery describes it. */
export interface Field {
  readonly name: string
  readonly type: string
  readonly mode?: string | undefined
  readonly precision?: string | undefined
  readonly scale?: string | undefined
  readonly description?: string | undefined
  readonly fields?: readonly Field[] | undefined
}

/** The hidden columns of tables: which partition a row belongs to, and its place among the rows of the partition. */
export const partitionColumn = '_headwater_partition'
export const rowColumn = '_headwater_row'

/** Whether a column is one that readers do not see. */
export function isHidden(name: string): boolean {
  return name === partitionColumn || name === rowColumn
}

/** How a table keeps each kind of column. `bigint` is whole numbers of up to 38 digits; JSON sorts the members of objects. */
const types: { readonly [K in ColumnKind]: Omit<Field, 'name'> } = {
  string: { type: 'STRING' },
  number: { type: 'FLOAT' },
  integer: { type: 'INTEGER' },
  bigint: { type: 'BIGNUMERIC', precision: '38' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'TIMESTAMP' },
  json: { type: 'JSON' },
}

/** The columns of a table, before the hidden ones. */
export function tableFields(columns: readonly Pick<Column, 'name' | 'kind'>[]): readonly Field[] {
  return columns.map(({ name, kind }) => ({ name, ...types[kind] }))
}

/** How a stage keeps each kind: as text where Parquet has no type that BigQuery would load without a loss. */
const stageTypes: { readonly [K in ColumnKind]: string } = {
  string: 'STRING',
  number: 'FLOAT',
  integer: 'INTEGER',
  bigint: 'STRING',
  boolean: 'BOOLEAN',
  date: 'TIMESTAMP',
  json: 'STRING',
}

/** As many characters as a description takes: https://cloud.google.com/bigquery/quotas#standard_tables */
export const maxTableWords = 16_384
const maxColumnWords = 1024

/** The columns of a stage table, hidden ones included: its partition column is text, empty where there is no partition. */
export function stageFields(columns: readonly Pick<Column, 'name' | 'kind' | 'description'>[]): readonly Field[] {
  return [
    ...columns.map(({ name, kind, description }) => ({
      name,
      type: stageTypes[kind],
      ...(description !== undefined && { description: description.slice(0, maxColumnWords) }),
    })),
    { name: partitionColumn, type: 'STRING' },
    { name: rowColumn, type: 'INTEGER' },
  ]
}

/** The same as they stand in CREATE TABLE. */
export function stageDefinitions(columns: readonly Column[]): string {
  return stageFields(columns)
    .map((field) => `${identifier(field.name)} ${sqlType(field)}${descriptionOption(field.description)}`)
    .join(', ')
}

/** What says so in CREATE TABLE, behind a column or all of them. */
export function descriptionOption(description: string | undefined): string {
  return description === undefined ? '' : ` OPTIONS(description = ${text(description)})`
}

/** A staged column as the table takes it in. */
export function fromStage({ name, kind }: Pick<Column, 'name' | 'kind'>): string {
  switch (kind) {
    case 'bigint':
      return `CAST(${identifier(name)} AS BIGNUMERIC(38))`
    case 'json':
      return `PARSE_JSON(${identifier(name)})`
    default:
      return identifier(name)
  }
}

/** A type as GoogleSQL has it; the REST API knows some by older names. */
export function sqlType(field: Omit<Field, 'name'>): string {
  const names: { readonly [older: string]: string } = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' }
  return typeName({ ...field, type: names[field.type] ?? field.type })
}

/** A type in a message. */
export function typeName({ type, mode, precision, scale }: Omit<Field, 'name'>): string {
  const digits =
    precision === undefined ? '' : `(${[precision, scale].filter((part) => part !== undefined).join(', ')})`
  return mode === 'REPEATED' ? `ARRAY<${type}${digits}>` : `${type}${digits}`
}

/** Prefixes that BigQuery keeps for itself: https://cloud.google.com/bigquery/docs/schemas#column_names */
const reserved =
  /^(?:_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER|_CHANGE_SEQUENCE_NUMBER|_CHANGE_TYPE|_CHANGE_TIMESTAMP|_HEADWATER_)/i

/** The columns of a row schema. Throws TABLE_COLUMNS_UNKNOWN where it tells none, TABLE_NAME_RESERVED for names that are taken. */
export function requireColumns(rowSchema: Json | undefined, { asset }: Pick<Address, 'asset'>): readonly Column[] {
  const columns = columnsOf(rowSchema)
  if (!columns || columns.length === 0) {
    return fail('TABLE_COLUMNS_UNKNOWN', {
      message: `asset \`${asset}\` is kept as a table, but its schema does not tell the columns`,
      hint: 'Declare it with zod 4 as an array of objects: z.array(z.object({ ... })).',
      asset,
    })
  }
  for (const { name } of columns) requireName(name, asset)
  return columns
}

function requireName(name: string, asset: string): void {
  if (reserved.test(name)) {
    fail('TABLE_NAME_RESERVED', {
      message: `asset \`${asset}\` has a column \`${name}\`: BigQuery and Headwater keep names that begin so for themselves`,
      hint: 'Give the column another name.',
      asset,
    })
  }
  // Others are taken by tables, but not from every file that is loaded.
  if (/^[A-Za-z_]\w{0,299}$/.test(name)) return
  fail('VALUE_UNSTORABLE', {
    message: `asset \`${asset}\` has a column \`${name}\`; names of columns in BigQuery have up to 300 letters a-z, digits and underscores, and begin with no digit`,
    hint: 'Give the column another name.',
    asset,
  })
}

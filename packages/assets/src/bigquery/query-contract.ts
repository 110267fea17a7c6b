import { fail, isHeadwaterError, type StageAt } from '@headwater/core/io'
import type { Column, ColumnKind } from '../sql/columns.ts'
import { columnTypes } from '../sql/type-mapping.ts'
import { adviceFor, failOnContract, nameDifferences } from '../tables/table-contract.ts'
import type { BigQueryService, Query } from './bigquery-service.ts'
import { type Field, fromStage, typeName } from './column-types.ts'
import { identifier } from './google-sql.ts'

/** The types that a query may give for each kind of column: those that are stored without a loss the schema hides. */
const accepted: { readonly [K in ColumnKind]: RegExp } = {
  string: /^(?:STRING|DATE|TIME|(?:BIG)?NUMERIC.*)$/,
  number: /^(?:FLOAT|INTEGER|(?:BIG)?NUMERIC.*)$/,
  integer: /^INTEGER$/,
  bigint: /^(?:INTEGER|(?:BIG)?NUMERIC.*)$/,
  boolean: /^BOOLEAN$/,
  date: /^(?:DATE|DATETIME|TIMESTAMP)$/,
  json: /^/,
}
const dialect = { accepted, dateFormatter: 'FORMAT_TIMESTAMP', types: columnTypes.bigquery }

/**
 * Compares the columns that a query gives with those declared, before it runs. Throws TABLE_CONTRACT_BROKEN, a line for
 * every difference. A nullable column may have any type as long as all its cells are null: `NULL AS x` has one too. Answers
 * with the types; `byTypes` says whether they alone decided, so that a query of the same text needs no comparison.
 */
export async function checkColumns(
  service: BigQueryService,
  query: Query,
  columns: readonly Column[],
  at: StageAt,
): Promise<{ readonly fields: readonly Field[]; readonly byTypes: boolean }> {
  const { statementType, fields } = await service.describe(query)
  if (statementType !== 'SELECT') failOnStatement(at)
  const given = fields.map((field) => ({ name: field.name, type: typeName(field) }))
  const types = new Map(given.map(({ name, type }) => [name, type]))
  const unfit = columns.filter(({ name, kind }) => types.has(name) && !accepted[kind].test(types.get(name) ?? ''))
  const filled = await columnsWithValues(service, query, unfit)
  const differences = [
    ...nameDifferences(given, columns),
    ...filled.map(
      (column) =>
        `\`${column.name}\`: declared ${column.kind}, the query gives ${types.get(column.name)}${adviceFor(dialect, column, types)}`,
    ),
  ]
  if (differences.length > 0) failOnContract(at, differences)
  return { fields, byTypes: unfit.length === 0 }
}

/** Of the columns whose type does not fit, those that make a difference. */
async function columnsWithValues(
  service: BigQueryService,
  { sql, ...query }: Query,
  unfit: readonly Column[],
): Promise<readonly Column[]> {
  if (unfit.length === 0 || unfit.some(({ nullable }) => !nullable)) return unfit
  const counts = unfit.map(({ name }) => `COUNT(${identifier(name)})`)
  const [row] = await service.query({ ...query, sql: `SELECT ${counts.join(', ')} FROM (${sql})` })
  return unfit.filter((_, index) => row?.[index] !== '0')
}

/** The cells of a query as a stage keeps them: bigints and JSON as text. */
export function stagedCells(columns: readonly Column[], fields: readonly Field[]): readonly string[] {
  const types = new Map(fields.map(({ name, type }) => [name, type]))
  return columns.map((column) => `${stagedCell(column, types.get(column.name))} AS ${identifier(column.name)}`)
}

/** A query whose cells are kept as those of a table. */
export function storedQuery(sql: string, columns: readonly Column[], fields: readonly Field[]): string {
  const cells = columns.map((column) => `${fromStage(column)} AS ${identifier(column.name)}`)
  return `SELECT ${cells.join(', ')} FROM (SELECT ${stagedCells(columns, fields).join(', ')} FROM (\n${sql}\n))`
}

function stagedCell({ name, kind }: Column, type: string | undefined): string {
  const cell = identifier(name)
  switch (kind) {
    case 'bigint':
      return `CAST(CAST(${type === 'INTEGER' ? cell : whole(name)} AS BIGNUMERIC(38)) AS STRING)`
    case 'json':
      // Of no value it gives the text `null`.
      return `IF(${cell} IS NULL, NULL, TO_JSON_STRING(${cell}))`
    default:
      return `CAST(${cell} AS ${columnTypes.bigquery[kind]})`
  }
}

/** A number as it is; it fails for one that has digits after the point, which a cast would round. */
function whole(name: string): string {
  const cell = identifier(name)
  const message = `CONCAT('column ${name} is declared bigint, and a row has ', CAST(${cell} AS STRING))`
  return `IF(${cell} = TRUNC(${cell}), ${cell}, IF(${cell} IS NULL, NULL, ERROR(${message})))`
}

/** Says whose query it was that BigQuery refused. */
export async function namingQuery<T>(
  { asset, partition }: Pick<StageAt, 'asset' | 'partition'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isHeadwaterError(error) || error.code !== 'BIGQUERY_JOB_FAILED') throw error
    const { message, hint, cause } = error
    return fail('BIGQUERY_JOB_FAILED', { message, hint, cause, asset, partition: partition ?? undefined })
  }
}

function failOnStatement({ asset, partition }: StageAt): never {
  return fail('BIGQUERY_JOB_FAILED', {
    message: `the query of asset \`${asset}\` is no single SELECT statement`,
    hint: 'Let it be one query: what is in its brackets and quotes must end there.',
    asset,
    partition: partition ?? undefined,
  })
}

import type { Column, ColumnKind } from '../sql/columns.ts'
import { identifier, text } from '../tables/quote.ts'
import type { TableSession } from '../tables/table-session.ts'
import { duckDbDialect } from './duckdb-dialect.ts'

/**
 * A query for the rows of Parquet files that `parquetFormat` wrote, with these columns as a table has them: see
 * `TableSession.parquet`. DuckDB reads many files as if all had the columns of the first, so all of them are looked at.
 */
export async function parquetQuery(
  session: Pick<TableSession, 'rows'>,
  paths: readonly string[],
  columns: readonly Column[],
): Promise<string | undefined> {
  if (paths.length === 0 || paths.some((path) => pattern.test(path))) return undefined
  const files = `[${paths.map(text).join(', ')}]`
  const found = await session.rows(
    `select name, concat_ws(' ', repetition_type, type, converted_type) as stored, count(*) as files
     from parquet_schema(${files}) where type is not null group by all`,
  )
  const stored = new Map(found.map(({ name, stored, files }) => [`${name}\n${stored}`, Number(files)]))
  const isStored = ({ name, kind, nullable }: Column) => {
    const files = (repetition: string) => stored.get(`${name}\n${repetition} ${types[kind]}`) ?? 0
    return files('REQUIRED') + (nullable ? files('OPTIONAL') : 0) === paths.length
  }
  if (!columns.every(isStored) || !areDistinct(columns)) return undefined
  return `select ${columns.map(cellOf).join(', ')} from read_parquet(${files}, hive_partitioning = false)`
}

/** What DuckDB would take for a pattern of many names. */
const pattern = /[*?[\]{}]/

/** How each kind lies in a file. Nested values are JSON there, whose members are in another order than in a table. */
const types: { readonly [K in ColumnKind]: string | undefined } = {
  string: 'BYTE_ARRAY UTF8',
  number: 'DOUBLE',
  integer: 'INT64',
  bigint: 'INT64',
  boolean: 'BOOLEAN',
  date: 'INT64 TIMESTAMP_MICROS',
  json: undefined,
}

/** Of two names that differ in nothing but case DuckDB changes one. */
function areDistinct(columns: readonly Column[]): boolean {
  return new Set(columns.map(({ name }) => name.toLowerCase())).size === columns.length
}

function cellOf({ name, kind }: Column): string {
  return `cast(${identifier(name)} as ${duckDbDialect.types[kind]}) as ${identifier(name)}`
}

import type { Scalar } from '../sql/rows.ts'
import type { TableName } from '../sql/warehouse.ts'
import { columnTypes } from '../sql/type-mapping.ts'
import { isPlainInteger } from '../tables/inline-parameters.ts'
import { escapedText, identifier, identifiers, sameName, text } from '../tables/quote.ts'
import type { HashedRows, TableDialect } from '../tables/table-dialect.ts'
import type { StoredColumn } from '../tables/stored-column.ts'

const integers = 'U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?'

const naming = { isCaseSensitive: false }

/** Tables as DuckDB keeps them. */
export const duckDbDialect: TableDialect = Object.freeze<TableDialect>({
  name: 'duckdb',
  title: 'DuckDB',
  queryFailed: 'DUCKDB_QUERY_FAILED',
  defaultSchema: 'main',
  ...naming,
  maxNameBytes: Number.POSITIVE_INFINITY,
  types: columnTypes.duckdb,
  accepted: {
    string: /^(VARCHAR|UUID|DATE|TIME|ENUM\(.*\)|DECIMAL\(.*\))$/,
    number: new RegExp(`^(FLOAT|DOUBLE|DECIMAL\\(.*\\)|${integers})$`),
    integer: new RegExp(`^${integers}$`),
    bigint: new RegExp(`^${integers}$`),
    boolean: /^BOOLEAN$/,
    date: /^(DATE|TIMESTAMP.*)$/,
    json: /^/,
  },
  dateFormatter: 'strftime',
  writtenOrder: 'rowid',
  scansInOrder: true,
  streamedRows: 122_880,
  swapsTables: true,
  indexesPartitions: false,
  constrainsNulls: true,
  comment,
  notes: (table) => `select null as name, comment, false as not_null from (${comment(table)}) as of_table
    union all select column_name, comment, not is_nullable from duckdb_columns() where ${isCalled(table)}`,
  commentText: escapedText,
  temporary: { schema: 'temp', lifetime: '' },
  sortedOrder,
  sortedRows,
  document: { type: 'json', member: (column, name) => `${column} ->> ${text(name)}` },
  json: (cell) => `to_json(${cell})`,
  rowAsJson: (relation) => `to_json(${relation})`,
  comparable: (column) => column,
  ordered: (column) => column,
  momentOf: (text) => `try_cast(${text} as timestamp)`,
  matches: (cell, pattern) => `regexp_matches(${cell}, ${text(pattern)})`,
  literal,
  records,
  versions,
  tellsColumns: true,
  runs,
  versionsTag: '3',
})

function comment(table: TableName): string {
  return `select comment from duckdb_tables() where ${isCalled(table)}`
}

/** A condition on the tables, columns or, with another `column`, views of the catalog: whether they are of that name. */
export function isCalled({ schema, table }: TableName, column = 'table_name'): string {
  const isThere = `database_name = current_database() and ${sameName(naming, 'schema_name', text(schema))}`
  return `${isThere} and ${sameName(naming, column, text(table))}`
}

/** Rows would otherwise come in the order in which the engine's threads finish. */
function sortedOrder(columns: readonly StoredColumn[]): string {
  // DuckDB takes the cells of a column that it sorts by from the sort key, where -0 has become 0: hence not by itself.
  const terms = columns.map((column) => identifier(column.name) + (isFloat(column) ? ' + 0' : ''))
  return [...terms, ...negativeZeros(columns)].join(', ')
}

/**
 * With 0 for -0: a checkpoint of DuckDB makes equal cells one, whichever comes first. To sort by the columns alone takes as
 * little as half the time of sorting by more.
 */
function sortedRows(columns: readonly StoredColumn[]): { readonly cells: string; readonly order: string } {
  const cells = columns.map((column) => {
    const cell = identifier(column.name)
    return isFloat(column) ? `${cell} + 0 as ${cell}` : cell
  })
  return { cells: cells.join(', '), order: identifiers(columns.map(({ name }) => name)) }
}

/**
 * Expressions that tell -0 from 0, one for every column of numbers: in DuckDB they are equal and hash alike. The sign of
 * a NaN, which no function sees, does not count.
 */
function negativeZeros(columns: readonly StoredColumn[]): readonly string[] {
  return columns.filter(isFloat).map(({ name }) => `${identifier(name)} = 0 and signbit(${identifier(name)})`)
}

function isFloat({ type }: StoredColumn): boolean {
  return type === 'DOUBLE' || type === 'FLOAT'
}

function literal(value: Scalar): string {
  if (value === null) return 'null'
  if (value instanceof Date) return `make_timestamp(${BigInt(value.getTime()) * 1000n})`
  switch (typeof value) {
    case 'string':
      return text(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `(${value}::hugeint)`
    default:
      return isPlainInteger(value)
        ? `(${value}::bigint)`
        : `(${text(Object.is(value, -0) ? '-0' : String(value))}::double)`
  }
}

function records(parameter: string, alias: string, columns: { readonly [name: string]: 'text' | 'bigint' }): string {
  const types = Object.entries(columns).map(([name, type]) => [name, type === 'text' ? 'VARCHAR' : 'BIGINT'])
  const shape = text(JSON.stringify([Object.fromEntries(types)]))
  return `(select unnest(from_json(${parameter}, ${shape}), recursive := true)) as ${alias}`
}

/**
 * The hash of a row is hashed again, which keeps its cells together: without it, exchanging a value between two rows goes
 * unnoticed once in 10^8.
 *
 * DuckDB's own `hash` may change with the engine: after an upgrade a rebuilt table counts as changed once. Hashing MD5 of the
 * text would not have that, and costs 0.8 s instead of 0.1 s per million rows of 8 columns. Counting the rows takes another
 * 0.3 to 0.5 s; where their numbers follow one another, telling them from the first takes next to nothing.
 */
function versions(rows: HashedRows): string {
  const { relation, columns, partition, columnsRead, order, inRuns } = rows
  const within = partition === 'null' ? '' : `partition by ${partition} `
  const first = inRuns === 'many' ? 'begun._headwater_first' : inRuns
  const number = first === undefined ? 'row_number() over numbered' : `rowid - ${first} + 1`
  const hashOf = (of: readonly StoredColumn[]) =>
    `hash(hash(${[number, ...of.map(({ name }) => identifier(name)), ...negativeZeros(of)].join(', ')}))`
  const hashes = columnsRead.map((column, index) => `, ${hashOf([column])} as hash_${index}`)
  const sums = columnsRead.map((_, index) => `, sum(hash_${index})::varchar as column_${index}`)
  // To group by what is the same in all rows takes a fifth of the time.
  const [group, groupBy] = partition === 'null' ? ['null as partition', ''] : ['partition', 'group by 1']
  return `select ${group}, count(*) as row_count, coalesce(sum(hash_of_row), 0)::varchar as hash${sums.join('')}
    from (
      select ${partition} as partition, ${hashOf(columns)} as hash_of_row${hashes.join('')}
      from ${relation}${inRuns === undefined ? ` window numbered as (${within}order by ${order})` : ''}
      ${inRuns === 'many' ? `join (${firstRows(rows)}) as begun on begun._headwater_of is not distinct from ${partition}` : ''}
    ) as hashed ${groupBy}`
}

function firstRows({ relation, partition }: HashedRows): string {
  return `select ${partition} as _headwater_of, min(rowid) as _headwater_first, max(rowid) as _headwater_last,
    count(*) as _headwater_rows from ${relation} ${partition === 'null' ? '' : 'group by 1'}`
}

function runs(rows: HashedRows): string {
  return `select count(*) as partitions,
    coalesce(bool_and(_headwater_last - _headwater_first + 1 = _headwater_rows), false) as in_runs,
    min(_headwater_first)::varchar as first
    from (${firstRows(rows)}) as begun`
}

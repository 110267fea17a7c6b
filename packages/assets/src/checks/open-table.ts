import type { ReadAt } from '@headwater/core/io'
import { columnsOf } from '../sql/columns.ts'
import { partitionColumn } from '../tables/column-types.ts'
import { commitsOf } from '../tables/ledger.ts'
import { identifier, identifiers, qualified, text } from '../tables/quote.ts'
import {
  goneFromTable,
  groupByPartition,
  readRelation,
  requirePartitioned,
  rowsAsWritten,
} from '../tables/read-table.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import type { TableLocation } from '../tables/table-location.ts'
import type { TableDatabase, TableSession } from '../tables/table-session.ts'
import { SourceResolver } from '../tables/table-source.ts'
import { checkDialect } from './check-dialect.ts'
import { keptRows } from './samples.ts'
import {
  type Cell,
  checkedAlias,
  type OpenTable,
  partitionAlias,
  type RowsByPartition,
  type TableShape,
} from './table-rule.ts'

/** A value in a table. */
export interface Value {
  readonly at: ReadAt
  readonly location: TableLocation
}

/** Values of one asset that lie in one table. */
export type Values = readonly [Value, ...Value[]]

/** A table of which nothing is counted yet. */
export interface OpenedTable extends Omit<OpenTable, 'values'> {
  /** The data version at which each value is committed, where it is published. */
  readonly versions: readonly (string | undefined)[]
}

/** What the schema of an asset says of its table. */
export function shapeOf(home: TableDatabase, { rowSchema }: ReadAt): TableShape {
  const { dialect } = home
  const cells = (columnsOf(rowSchema) ?? []).map(({ name, kind }): [string, Cell] => [
    name,
    { sql: identifier(name), kind, type: dialect.types[kind] },
  ])
  const byName = new Map(cells)
  return { dialect: checkDialect(dialect), home, cell: (column) => byName.get(column) }
}

/** Looks up the table of some values, in the current transaction. Throws VALUE_GONE. */
export async function openTable(session: TableSession, shape: TableShape, values: Values): Promise<OpenedTable> {
  const relation = await relationOf(session, values)
  const { order } = relation
  const [{ location }] = values
  const partitioned = location.partition !== null
  const rows = `${relation.sql} as ${checkedAlias} where ${isAmong(values)}`
  const partition = partitioned ? partitionColumn : 'cast(null as varchar)'
  const columns = identifiers(relation.columns.map(({ name }) => name))
  const isOf = (one: string | null) => (one === null ? 'true' : `${partitionColumn} = ${text(one)}`)
  const select = async (query: string): Promise<RowsByPartition> => {
    const groups = groupByPartition(await session.scan(query), partitionAlias)
    return (one) => rowsAsWritten(groups.get(one) ?? [], location)
  }
  const own = `${columns}, ${partition} as ${partitionAlias}`
  const first = (condition: string) =>
    select(
      values.length === 1
        ? `select ${own} from ${rows} and ${condition} order by ${order} limit ${keptRows}`
        : `select ${columns}, ${partitionAlias} from (
             select ${own}, row_number() over (partition by ${partition} order by ${order}) as _nth
             from ${rows} and ${condition}
           ) as ranked where _nth <= ${keptRows} order by _nth`,
    )
  const versions = await versionsOf(session, values)
  const sources = new SourceResolver(session)
  const partitionTerms = partitioned ? [partitionColumn] : []
  return { ...shape, session, sources, rows, partition, partitionTerms, columns, order, isOf, first, select, versions }
}

interface RelationInSql {
  readonly sql: string
  readonly columns: readonly StoredColumn[]
  readonly order: string
}

/** A view that is only staged is a query. */
async function relationOf(session: TableSession, [{ at, location }]: Values): Promise<RelationInSql> {
  const { view, partition } = location
  if (view !== undefined) {
    const columns = await session.columns(view)
    return { sql: `(\n${view}\n)`, columns, order: session.dialect.sortedOrder(columns) }
  }
  const relation = await readRelation(session, location, at)
  requirePartitioned(relation, partition)
  return { ...relation, sql: qualified(relation) }
}

function isAmong(values: Values): string {
  const partitions = values.flatMap(({ location: { partition } }) => partition ?? [])
  return partitions.length === 0 ? 'true' : `${partitionColumn} in (${partitions.map(text).join(', ')})`
}

/** Nothing for what is only staged, and for tables that Headwater did not write: they have no commits at all. */
async function versionsOf(session: TableSession, values: Values): Promise<OpenedTable['versions']> {
  const [{ location: first }] = values
  if (first.stage !== undefined || first.view !== undefined) return []
  const commits = await commitsOf(session, first)
  const versions = new Map(commits.map(({ partition, dataVersion }) => [partition, dataVersion]))
  if (commits.length === 0) return []
  return values.map(({ at, location }) => versions.get(location.partition) ?? goneFromTable(location, at))
}

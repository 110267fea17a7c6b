import type { ReadAt } from '@headwater/core/io'
import { keptRows } from '../checks/samples.ts'
import {
  type Cell,
  checkedAlias,
  type OpenTable,
  partitionAlias,
  type RowsByPartition,
  type TableShape,
} from '../checks/table-rule.ts'
import { columnsOf } from '../sql/columns.ts'
import { columnTypes } from '../sql/type-mapping.ts'
import { groupByPartition, rowsAsWritten } from '../tables/read-table.ts'
import { requireTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { checkDialect } from './check-dialect.ts'
import type { CheckSession } from './check-session.ts'
import { type Field, fromStage, isHidden, partitionColumn, rowColumn, tableFields } from './column-types.ts'
import { identifier, text } from './google-sql.ts'
import { orderOf, requirePartitioned } from './plan-read.ts'
import { sortTerms } from './row-summary.ts'
import { keyOf, qualified, type TableLocation } from './table-location.ts'
import { isOneOf } from './table-sources.ts'

/** Values of one asset that lie in one table. */
export type Values = readonly [Value, ...Value[]]

interface Value {
  readonly at: ReadAt
  readonly location: TableLocation
}

/** What the schema of an asset says of its table. */
export function shapeOf(home: BigQueryHome, { rowSchema }: ReadAt): TableShape {
  const cells = (columnsOf(rowSchema) ?? []).map(({ name, kind }): [string, Cell] => [
    name,
    { sql: identifier(name), kind, type: columnTypes.bigquery[kind] },
  ])
  const byName = new Map(cells)
  return { dialect: checkDialect, home, cell: (column) => byName.get(column) }
}

/** Where checked rows lie. */
interface CheckedRows {
  /** In SQL. */
  readonly relation: string
  /** The columns that readers get. */
  readonly fields: readonly Field[]
  readonly order: readonly string[]
  /** A query of `partition_key, data_version`; undefined where nothing is committed, as of a stage. */
  readonly commits: string | undefined
  readonly isOf: (partitions: readonly (string | null)[]) => string
}

/** A table of which nothing is counted yet, with what is said of the versions of its rows. */
export interface OpenedTable extends Omit<OpenTable, 'values'> {
  readonly commits: string | undefined
}

/** Looks up the table of some values. Throws VALUE_GONE. */
export async function openTable(
  home: BigQueryHome,
  shape: TableShape,
  { values, session }: { readonly values: Values; readonly session: CheckSession },
): Promise<OpenedTable> {
  const [{ location }] = values
  const { relation, fields, order, commits, isOf } = await checkedRows(home, values)
  const isWhole = location.partition === null
  const rows = `${relation} AS ${checkedAlias} WHERE ${isOf(values.map((value) => value.location.partition))}`
  // No literal, by which nothing can be grouped.
  const partition = isWhole ? "NULLIF('', '')" : `CAST(${identifier(partitionColumn)} AS STRING)`
  const columns = fields.map(({ name }) => identifier(name)).join(', ')
  const select = async (query: string): Promise<RowsByPartition> => {
    const groups = groupByPartition(await session.rowsOf(query, fields), partitionAlias)
    return (one) => rowsAsWritten(groups.get(one) ?? [], location)
  }
  const own = `${columns}, ${partition} AS ${partitionAlias}`
  const numbered = `ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${order.join(', ')}) AS _nth`
  const first = (condition: string) =>
    select(
      values.length === 1
        ? `SELECT ${own} FROM ${rows} AND ${condition} ORDER BY ${order.join(', ')} LIMIT ${keptRows}`
        : `SELECT ${columns}, ${partitionAlias} FROM (SELECT ${own}, ${numbered} FROM ${rows} AND ${condition})
           WHERE _nth <= ${keptRows} ORDER BY _nth`,
    )
  return {
    ...shape,
    session,
    sources: session,
    rows,
    partition,
    partitionTerms: isWhole ? [] : [partition],
    columns,
    order: order.join(', '),
    isOf: (one) => isOf([one]),
    first,
    select,
    commits,
  }
}

async function checkedRows(home: BigQueryHome, [{ at, location }]: Values): Promise<CheckedRows> {
  const { stage, view } = location
  if (stage) {
    const place = { dataset: home.service.dataset, table: stage.table }
    await requireTable(home.service, place, at.asset)
    const cells = stage.columns.map((column) => `${fromStage(column)} AS ${identifier(column.name)}`)
    const hidden = [partitionColumn, rowColumn].map((name) => identifier(name))
    const relation = `(SELECT ${[...cells, ...hidden].join(', ')} FROM ${qualified(place)})`
    const fields = tableFields(stage.columns)
    const order = [`${identifier(rowColumn)} NULLS LAST`, ...sortTerms(fields)]
    const isOf = (partitions: readonly (string | null)[]) =>
      `${identifier(partitionColumn)} IN (${partitions.map((one) => text(keyOf(one))).join(', ')})`
    return { relation, fields, order, commits: undefined, isOf }
  }
  const ledger = home.ledgerOf(location)
  if (view) {
    const fields = tableFields(view.columns)
    const commits = location.write ? undefined : ledger.commitsOfView(view.query)
    return { relation: `(\n${view.query}\n)`, fields, order: sortTerms(fields), commits, isOf: () => 'TRUE' }
  }
  const table = await requireTable(home.service, location, at.asset)
  requirePartitioned(table, location.partition)
  if (table.isOurs) await ledger.make()
  const fields = table.fields.filter(({ name }) => !isHidden(name))
  const order = orderOf(table, fields, '')
  return {
    relation: qualified(table),
    fields,
    // The rows of other people's tables have none, and samples want one.
    order: order.length > 0 ? order : sortTerms(fields),
    commits: table.isOurs ? ledger.commitsOf(table.created) : undefined,
    isOf: (partitions) => (partitions[0] === null ? 'TRUE' : isOneOf(table, partitions.map(keyOf))),
  }
}

import { fail } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import { partitionColumn } from './column-types.ts'
import type { DuckDbSession, StoredColumn } from './duckdb-session.ts'
import { qualified, sameName } from './quote.ts'

/** A table or view that exists. */
export interface Relation extends TableName {
  readonly isView: boolean
  /** Without the partition column, in the order of the table. */
  readonly columns: readonly StoredColumn[]
  /** Whether it has the partition column. */
  readonly partitioned: boolean
}

/** Looks up a table or view, in whatever case its name is written; undefined when there is none. */
export async function findRelation(session: DuckDbSession, place: TableName): Promise<Relation | undefined> {
  const [found] = await session.rows(
    `select false as is_view from duckdb_tables()
     where database_name = current_database() and ${sameName('schema_name', '$1')} and ${sameName('table_name', '$2')}
     union all select true from duckdb_views()
     where database_name = current_database() and ${sameName('schema_name', '$1')} and ${sameName('view_name', '$2')}`,
    [place.schema, place.table],
  )
  if (!found) return undefined
  // `duckdb_columns()` would tell too, but lists the columns of all tables first: three times as slow.
  const columns = await session.columns(`from ${qualified(place)}`)
  return {
    schema: place.schema,
    table: place.table,
    isView: found['is_view'] === true,
    columns: columns.filter(({ name }) => name !== partitionColumn),
    partitioned: columns.some(({ name }) => name === partitionColumn),
  }
}

/** Looks up a table or view that was recorded. Throws VALUE_GONE. */
export async function requireRelation(session: DuckDbSession, place: TableName, asset?: string): Promise<Relation> {
  const relation = await findRelation(session, place)
  if (relation) return relation
  const whose = asset ? ` of asset \`${asset}\`` : ''
  fail('VALUE_GONE', {
    message: `table \`${place.schema}.${place.table}\`${whose} is not in the database`,
    hint: 'It was dropped, or the database is another file than before. Materialize the asset again, with --force.',
    asset,
  })
}

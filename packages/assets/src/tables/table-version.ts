import { type ColumnVersions, digest } from '@headwater/core/io'
import { partitionColumn } from './column-types.ts'
import type { StoredColumn } from './stored-column.ts'
import type { HashedRows } from './table-dialect.ts'
import type { TableSession } from './table-session.ts'

/** How many rows a partition has, and a hash of them. */
export interface TableVersion {
  readonly rows: number
  readonly dataVersion: string
  /** Of the columns that were asked for; undefined where none were. */
  readonly columns: ColumnVersions | undefined
}

/** Rows whose versions are asked for: anything that can stand after `from`. */
export interface Hashed {
  readonly relation: string
  readonly columns: readonly StoredColumn[]
  readonly partitioned: boolean
  /** The names of columns whose versions are asked for. Absent: none are. */
  readonly columnsRead?: readonly string[] | undefined
  /** The `order by` terms of the order in which readers get the rows: see `Relation.order`. */
  readonly order: string
}

/**
 * The data version of each partition: `<engine>-<version>:<algorithm>:<columns>:<rows>:<sum>`. The sum, never XOR, is of
 * a hash per row, 64 bits in DuckDB and twice that in others, which keeps the cells of the row together: without that,
 * exchanging a value between two rows goes unnoticed. Engine and algorithm are in it because equal data have equal hashes only
 * among those of one kind.
 *
 * A row's number within its partition is one of its cells, because readers see the order of rows: `at(-1)` of the same
 * rows in another order is another value. So it is for the version of a column, which is the sum of hashes of the number and the
 * one cell: equal versions of some columns are equal cells of each row in these, which without the numbers they would not be.
 */
export async function tableVersions(
  session: TableSession,
  { relation, columns, partitioned, columnsRead, order }: Hashed,
): Promise<(partition: string | null) => TableVersion> {
  const { dialect, engine } = session
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const partition = partitioned ? partitionColumn : 'null'
  const asked = dialect.tellsColumns ? columnsRead : undefined
  const each = sorted.filter(({ name }) => asked?.includes(name))
  const hashed = { relation, columns: sorted, partition, columnsRead: each, order }
  const rows = await session.rows(dialect.versions({ ...hashed, inRuns: await runsOf(session, hashed) }))
  const tag = `${dialect.name}-${engine}:${dialect.versionsTag}:${digest(JSON.stringify(sorted)).slice(0, 8)}`
  const versionOf = (row: { readonly [column: string]: unknown }): TableVersion => ({
    rows: Number(row['row_count']),
    dataVersion: [tag, row['row_count'], row['hash']].join(':'),
    columns: asked && {
      shared: `${tag}:${row['row_count']}`,
      of: Object.fromEntries(each.map(({ name }, index) => [name, String(row[`column_${index}`] ?? '')])),
    },
  })
  const found = new Map(rows.map((row) => [row['partition'], versionOf(row)]))
  const empty = versionOf({ row_count: 0, hash: 0 })
  return (partition) => found.get(partition) ?? empty
}

/** Rows that a table has in another order than the engine's own, as those of a view, are counted. */
async function runsOf(session: TableSession, hashed: HashedRows): Promise<HashedRows['inRuns']> {
  const { dialect } = session
  if (!dialect.runs || hashed.order !== dialect.writtenOrder) return undefined
  const [row] = await session.rows(dialect.runs(hashed))
  if (row?.['in_runs'] !== true) return undefined
  return Number(row['partitions']) === 1 ? BigInt(String(row['first'])) : 'many'
}

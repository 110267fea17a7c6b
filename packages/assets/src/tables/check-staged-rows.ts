import { canonicalJson, fail, type StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { partitionColumn, storedColumns } from './column-types.ts'
import type { TableSession } from './table-session.ts'
import { identifier } from './quote.ts'

/** A filled stage table, and what is to become of it. */
export interface StagedTable {
  readonly relation: string
  readonly columns: readonly Column[]
  readonly write: StoredWrite
  readonly places: readonly StageAt[]
}

/** Checks that staged rows fit their write mode. Throws TABLE_ROW_MISPLACED and MERGE_KEY_DUPLICATE, naming one row. */
export async function checkStagedRows(session: TableSession, staged: StagedTable): Promise<void> {
  const { write } = staged
  if (write.mode === 'merge') await requireUniqueKey(session, staged, write.on)
  if (write.mode === 'delete-insert') await requirePartitionKey(session, staged, write.by)
}

async function requireUniqueKey(session: TableSession, staged: StagedTable, on: readonly string[]): Promise<void> {
  const { dialect } = session
  const typeOf = new Map(storedColumns(dialect, staged.columns).map(({ name, type }) => [name, type]))
  const cells = on.map((name) => dialect.comparable(identifier(name), typeOf.get(name) ?? dialect.types.string))
  const [twice] = await session.rows(
    `select min(${dialect.writtenOrder}) as first, count(*) as copies from ${staged.relation}
     group by ${[...cells, partitionColumn].join(', ')} having count(*) > 1 order by 1 limit 1`,
  )
  if (!twice) return
  const [row] = await session.rows(
    `select ${rowAsJson(session, staged)} as example, ${partitionColumn} as "partition" from ${staged.relation} as staged
     where ${dialect.writtenOrder} = $1`,
    [twice['first']],
  )
  const asset = staged.places[0]?.asset
  fail('MERGE_KEY_DUPLICATE', {
    message: `${String(twice['copies'])} new rows of asset \`${asset}\` have the same ${on.join(', ')}, by which it is merged: ${pick(row?.['example'], on)}`,
    hint: 'Let the query give one row per key, or add columns to `on`.',
    asset,
    partition: partitionOf(row?.['partition']),
  })
}

/** The rows of one partition are replaced as a whole, so a row of another would stay when its own is made again. */
async function requirePartitionKey(session: TableSession, staged: StagedTable, by: string): Promise<void> {
  const keys = staged.places.flatMap(({ partition, dimensions }) =>
    partition === null ? [] : [{ partition, key: dimensions[by] ?? partition }],
  )
  if (keys.length === 0) return
  const { dialect } = session
  const isDate = staged.columns.some(({ name, kind }) => name === by && kind === 'date')
  const differs = isDate
    ? isOther(`staged.${identifier(by)}`, dialect.momentOf('keys.key'))
    : isOther(`cast(staged.${identifier(by)} as varchar)`, 'keys.key')
  const [row] = await session.rows(
    `select ${rowAsJson(session, staged)} as example, keys."partition", keys.key
     from ${staged.relation} as staged
     join ${dialect.records('$1', 'keys', { partition: 'text', key: 'text' })} on keys."partition" = staged.${partitionColumn}
     where ${differs} order by staged.${dialect.writtenOrder} limit 1`,
    [JSON.stringify(keys)],
  )
  if (!row) return
  const asset = staged.places[0]?.asset
  fail('TABLE_ROW_MISPLACED', {
    message: `a row of asset \`${asset}\` has another \`${by}\` than its partition \`${String(row['key'])}\`: ${canonicalJson(row['example'])}`,
    hint: `Let the query select only rows whose \`${by}\` is the partition key.`,
    asset,
    partition: partitionOf(row['partition']),
  })
}

function rowAsJson({ dialect }: TableSession, { columns }: StagedTable): string {
  return dialect.rowAsJson('staged', storedColumns(dialect, columns))
}

/** Whether two values differ, of which either may be null: `is distinct from`, which not every database has. */
function isOther(one: string, other: string): string {
  return `(${one} <> ${other} or (${one} is null) <> (${other} is null))`
}

function pick(example: unknown, names: readonly string[]): string {
  const row = example as { readonly [name: string]: unknown }
  return canonicalJson(Object.fromEntries(names.map((name) => [name, row[name]])))
}

function partitionOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

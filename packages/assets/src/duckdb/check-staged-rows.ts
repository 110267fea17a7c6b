import { canonicalJson, fail, type StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { partitionColumn } from './column-types.ts'
import type { DuckDbSession } from './duckdb-session.ts'
import { identifier, identifiers } from './quote.ts'

/** A filled stage table, and what is to become of it. */
export interface StagedTable {
  readonly relation: string
  readonly columns: readonly Column[]
  readonly write: StoredWrite
  readonly places: readonly StageAt[]
}

/** Checks that staged rows fit their write mode. Throws TABLE_ROW_MISPLACED and MERGE_KEY_DUPLICATE, naming one row. */
export async function checkStagedRows(session: DuckDbSession, staged: StagedTable): Promise<void> {
  const { write } = staged
  if (write.mode === 'merge') await requireUniqueKey(session, staged, write.on)
  if (write.mode === 'delete-insert') await requirePartitionKey(session, staged, write.by)
}

async function requireUniqueKey(session: DuckDbSession, staged: StagedTable, on: readonly string[]): Promise<void> {
  const key = identifiers([...on, partitionColumn])
  const [row] = await session.rows(
    `select to_json(any_value(new)) as example, any_value(${partitionColumn}) as partition, count(*) as copies
     from ${staged.relation} as new group by ${key} having count(*) > 1 order by min(rowid) limit 1`,
  )
  if (!row) return
  const asset = staged.places[0]?.asset
  fail('MERGE_KEY_DUPLICATE', {
    message: `${String(row['copies'])} new rows of asset \`${asset}\` have the same ${on.join(', ')}, by which it is merged: ${pick(row['example'], on)}`,
    hint: 'Let the query give one row per key, or add columns to `on`.',
    asset,
    partition: partitionOf(row['partition']),
  })
}

/** The rows of one partition are replaced as a whole, so a row of another would stay when its own is made again. */
async function requirePartitionKey(session: DuckDbSession, staged: StagedTable, by: string): Promise<void> {
  const keys = staged.places.flatMap(({ partition, dimensions }) =>
    partition === null ? [] : [{ partition, key: dimensions[by] ?? partition }],
  )
  if (keys.length === 0) return
  const isDate = staged.columns.some(({ name, kind }) => name === by && kind === 'date')
  const differs = isDate
    ? `new.${identifier(by)} is distinct from try_cast(keys.key as timestamp)`
    : `cast(new.${identifier(by)} as varchar) is distinct from keys.key`
  const [row] = await session.rows(
    `select to_json(new) as example, keys.partition, keys.key
     from ${staged.relation} as new
     join (select unnest(from_json($1, '[{"partition":"VARCHAR","key":"VARCHAR"}]'), recursive := true)) as keys
       on keys.partition = new.${partitionColumn}
     where ${differs} order by new.rowid limit 1`,
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

function pick(example: unknown, names: readonly string[]): string {
  const row = example as { readonly [name: string]: unknown }
  return canonicalJson(Object.fromEntries(names.map((name) => [name, row[name]])))
}

function partitionOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

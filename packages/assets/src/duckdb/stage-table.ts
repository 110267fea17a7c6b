import { digest, type StageAt } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import type { Column } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import { columnDefinitions, partitionColumns, storedColumns } from './column-types.ts'
import type { DuckDbSession } from './duckdb-session.ts'
import { ledgerSchema } from './ledger.ts'
import { qualified } from './quote.ts'

/** A stage table by its name in the ledger's schema. */
export function stageTable(stage: string): TableName {
  return { schema: ledgerSchema, table: stage }
}

/** Makes the table that takes what one attempt stages for one asset, and returns its name. */
export async function createStage(
  session: DuckDbSession,
  { asset, attempt }: StageAt,
  columns: readonly Column[],
): Promise<string> {
  const stage = `${prefixOf(asset)}${attempt.id}_${randomBytes(4).toString('hex')}`
  const definitions = columnDefinitions([...storedColumns(columns), ...partitionColumns(true)])
  await session.run(`create table ${qualified(stageTable(stage))} (${definitions})`)
  return stage
}

/** The stage tables that one attempt, or all attempts of one run, left behind for an asset. */
export async function stagesOf(
  session: DuckDbSession,
  attemptOrRun: string,
  asset: string,
): Promise<readonly string[]> {
  const start = `${prefixOf(asset)}${attemptOrRun}`
  const rows = await session.rows(
    `select table_name from duckdb_tables()
     where database_name = current_database() and schema_name = $1
       and (starts_with(table_name, $2) or starts_with(table_name, $3))`,
    [ledgerSchema, `${start}_`, `${start}.`],
  )
  return rows.map((row) => String(row['table_name']))
}

export async function dropStage(session: DuckDbSession, stage: string): Promise<void> {
  await session.run(`drop table if exists ${qualified(stageTable(stage))}`)
}

/** An attempt's id is its run's with a dot and more: what begins with either finds what it staged for an asset. */
function prefixOf(asset: string): string {
  return `stage_${digest(asset).slice(0, 12)}_`
}

import { digest, type StageAt } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import type { Column } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import { createTable, partitionColumns, storedColumns } from './column-types.ts'
import type { TableSession } from './table-session.ts'
import { ledgerSchema } from './ledger.ts'
import { qualified, text } from './quote.ts'

/** A stage table by its name in the ledger's schema. */
export function stageTable(stage: string): TableName {
  return { schema: ledgerSchema, table: stage }
}

/** Makes the table that takes what one attempt stages for one asset, and returns its name. */
export async function createStage(
  session: TableSession,
  { asset, attempt }: StageAt,
  columns: readonly Column[],
): Promise<string> {
  const stage = `${prefixOf(asset)}${attempt.id}_${randomBytes(4).toString('hex')}`
  const { dialect } = session
  const stored = [...storedColumns(dialect, columns), ...partitionColumns(dialect, true)]
  await createTable(session, stageTable(stage), stored)
  return stage
}

/** The stage tables that one attempt, or all attempts of one run, left behind for an asset. */
export async function stagesOf(session: TableSession, attemptOrRun: string, asset: string): Promise<readonly string[]> {
  const starts = stagePrefixes(attemptOrRun, asset)
  const isOne = starts.map((start) => `left(table_name, ${start.length}) = ${text(start)}`)
  const rows = await session.rows(
    `select table_name from information_schema.tables
     where table_catalog = current_database() and table_schema = $1 and (${isOne.join(' or ')})`,
    [ledgerSchema],
  )
  return rows.map((row) => String(row['table_name']))
}

export async function dropStage(session: TableSession, stage: string): Promise<void> {
  await session.run(`drop table if exists ${qualified(stageTable(stage))}`)
}

/** How the names of stage tables begin that one attempt, or all attempts of one run, made for an asset. */
export function stagePrefixes(attemptOrRun: string, asset: string): readonly string[] {
  const start = `${prefixOf(asset)}${attemptOrRun}`
  return [`${start}_`, `${start}.`]
}

/** An attempt's id is its run's with a dot and more: what begins with either finds what it staged for an asset. */
function prefixOf(asset: string): string {
  return `stage_${digest(asset).slice(0, 12)}_`
}

import { digest, type StageAt } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import { type Column, descriptionOf } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import { createTable, partitionColumns, storedColumns } from './column-types.ts'
import type { TableSession } from './table-session.ts'
import { ledgerSchema } from './ledger.ts'
import { qualified, text } from './quote.ts'
import { notesOf, writeNotes } from './table-notes.ts'

const beside = ' in '

/** A stage table by its name, in the ledger's schema unless the name tells another one. */
export function stageTable(stage: string): TableName {
  const at = stage.indexOf(beside)
  if (at < 0) return { schema: ledgerSchema, table: stage }
  return { schema: stage.slice(at + beside.length), table: stage.slice(0, at) }
}

function stageIn(schema: string, table: string): string {
  return schema === ledgerSchema ? table : `${table}${beside}${schema}`
}

/**
 * Makes the table that takes what one attempt stages for one asset, with the partition column where it has partitions, and
 * returns its name. Where tables are swapped it lies
 * in the schema of the table that it is for, so that it can become that table: none can be moved to another schema.
 */
export async function createStage(
  session: TableSession,
  { asset, partition, attempt, description, rowSchema }: StageAt,
  columns: readonly Column[],
  target: TableName,
): Promise<string> {
  const { dialect } = session
  const name = `${prefixOf(asset)}${attempt.id}_${randomBytes(4).toString('hex')}`
  const stage = stageIn(dialect.swapsTables ? target.schema : ledgerSchema, name)
  if (dialect.swapsTables) await session.makeSchema(target.schema)
  const stored = [...storedColumns(dialect, columns), ...partitionColumns(dialect, partition !== null)]
  // Without NOT NULL: rows are checked once they are there, where a message can say more.
  await createTable(session, stageTable(stage), stored)
  await writeNotes(session, stageTable(stage), notesOf(columns, description ?? descriptionOf(rowSchema)))
  return stage
}

/** The stage tables that one attempt, or all attempts of one run, left behind for an asset. */
export async function stagesOf(session: TableSession, attemptOrRun: string, asset: string): Promise<readonly string[]> {
  const starts = stagePrefixes(attemptOrRun, asset)
  const isOne = starts.map((start) => `left(table_name, ${start.length}) = ${text(start)}`)
  const rows = await session.rows(
    `select table_schema, table_name from information_schema.tables
     where table_catalog = current_database() and (${isOne.join(' or ')})`,
  )
  return rows.map((row) => stageIn(String(row['table_schema']), String(row['table_name'])))
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

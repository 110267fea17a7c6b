import { digest, type Location, type StageAt, type Staged } from '@headwater/core/io'
import { randomBytes } from 'node:crypto'
import { type Column, descriptionOf } from '../sql/columns.ts'
import type { SchemaChange } from '../sql/schema-change.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { dropTable, tablesWith } from './asset-table.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { maxTableWords, requireColumns } from './column-types.ts'
import { loadStage, type StagedValue } from './load-stage.ts'
import { type BigQueryTable, ownPrefix } from './table-location.ts'

/** Where the values of one asset go, and how. */
export interface StageTarget extends BigQueryTable {
  readonly clusterBy: readonly string[]
  readonly schemaChange?: SchemaChange | undefined
}

/** Stages values of one asset in one table. */
export async function stageValues(
  service: BigQueryService,
  values: readonly [StagedValue, ...StagedValue[]],
  target: StageTarget,
): Promise<readonly Staged[]> {
  const [{ at }] = values
  const columns = requireColumns(at.rowSchema, at)
  const table = stageName(at)
  const shape = { columns, description: tableWords(at) }
  const versions = await loadStage(service, { dataset: service.dataset, table }, shape, values)
  const shared = stagedLocation({ table, target, columns, write: { mode: 'replace' } })
  return values.map(({ at: { asset, partition } }, index) => {
    const { rows = 0, dataVersion = '' } = versions[index] ?? {}
    return { asset, partition, location: { ...shared, partition }, rows, dataVersion }
  })
}

/** A filled stage, and what is to become of it. */
export interface FilledStage {
  readonly table: string
  readonly target: StageTarget
  readonly columns: readonly Column[]
  readonly write: StoredWrite
}

/** The part of a location that all partitions of a stage share. */
export function stagedLocation({ table, target, columns, write }: FilledStage): Location {
  const { dataset, clusterBy, schemaChange = 'fail' } = target
  const kinds = columns.map(({ name, kind, nullable, absent }) => ({
    name,
    kind,
    ...(nullable && !absent && { nullable }),
  }))
  const change = schemaChange === 'fail' ? {} : { schemaChange }
  const stage = { table, columns: kinds, clusterBy: [...clusterBy], ...change }
  return { dataset, table: target.table, ...absentMembers(columns), stage, write }
}

/** What is said of a table as a whole, as far as BigQuery takes it. */
export function tableWords({ description, rowSchema }: StageAt): string | undefined {
  return (description ?? descriptionOf(rowSchema))?.slice(0, maxTableWords)
}

/** Columns in which NULL stands for a member that a row does not have. */
export function absentMembers(columns: readonly Column[]): { readonly absent?: readonly string[] } {
  const absent = columns.filter((column) => column.absent).map(({ name }) => name)
  return absent.length > 0 ? { absent } : {}
}

/** Removes the stages that one attempt, or all attempts of one run, left behind for an asset. Answers with their number. */
export async function sweepStages(
  service: BigQueryService,
  {
    attemptOrRun,
    asset,
    keep,
  }: { readonly attemptOrRun: string; readonly asset: string; readonly keep: ReadonlySet<string> },
): Promise<number> {
  const start = prefixOf(asset) + escaped(attemptOrRun)
  const found = await tablesWith(service, service.dataset, start)
  const ofIt = found.filter((name) => name.startsWith(`${start}__`) || name.startsWith(start + escaped('.')))
  const dead = ofIt.filter((name) => !keep.has(name))
  for (const table of dead) await dropTable(service, { dataset: service.dataset, table })
  return dead.length
}

/** A name that no other stage has. */
export function stageName({ asset, attempt }: StageAt): string {
  return `${prefixOf(asset)}${escaped(attempt.id)}__${randomBytes(4).toString('hex')}`
}

/** An attempt's id is its run's with a dot and more: what begins with either finds what it staged for an asset. */
function prefixOf(asset: string): string {
  return `${ownPrefix}stage_${digest(asset).slice(0, 12)}_`
}

/** An id in the letters that the name of a table may have; never two underscores in a row. */
function escaped(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9-]/g, (character) => `_${Buffer.from(character).toString('hex')}`)
}

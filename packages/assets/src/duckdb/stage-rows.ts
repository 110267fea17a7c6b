import { fail, type Location, type StageAt, type Staged } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { requireColumns, storedColumns } from './column-types.ts'
import type { DuckDbSession } from './duckdb-session.ts'
import { qualified } from './quote.ts'
import { writtenOrder } from './row-order.ts'
import { createStage, stageTable } from './stage-table.ts'
import { tableVersions } from './table-version.ts'

/** A value that an asset's function made, for a table. */
export interface StagedValue {
  readonly value: unknown
  readonly at: StageAt
}

/** Stages values of one asset, all in one table, in the current transaction. */
export async function stageRows(
  session: DuckDbSession,
  values: readonly [StagedValue, ...StagedValue[]],
  target: TableName,
): Promise<readonly Staged[]> {
  const [{ at }] = values
  const columns = requireColumns(at.rowSchema, at)
  const stage = await createStage(session, at, columns)
  const batches = values.map(({ value, at }) => ({ rows: requireRows(value, at), partition: at.partition }))
  await session.append(stageTable(stage), { columns, partitioned: true }, batches)
  return describeStaged(
    session,
    { stage, target, columns, write: { mode: 'replace' } },
    values.map(({ at }) => at),
  )
}

/** A filled stage table, and what is to become of it. */
export interface FilledStage {
  readonly stage: string
  readonly target: TableName
  readonly columns: readonly Column[]
  readonly write: StoredWrite
}

/** What was staged in a table, per partition. */
export async function describeStaged(
  session: DuckDbSession,
  { stage, target, columns, write }: FilledStage,
  places: readonly StageAt[],
): Promise<readonly Staged[]> {
  const relation = qualified(stageTable(stage))
  const versionOf = await tableVersions(session, {
    relation,
    columns: storedColumns(columns),
    partitioned: true,
    order: writtenOrder,
  })
  const shared = { ...stagedLocation(target, columns), stage, write }
  return places.map(({ asset, partition }) => ({
    asset,
    partition,
    location: { ...shared, partition },
    ...versionOf(partition),
  }))
}

/** The part of a location that all partitions of a table share. */
export function stagedLocation({ schema, table }: TableName, columns: readonly Column[]): Location {
  const absent = columns.filter((column) => column.absent).map(({ name }) => name)
  return absent.length === 0 ? { schema, table } : { schema, table, absent }
}

function requireRows(value: unknown, { asset, partition }: StageAt): readonly object[] {
  const rows = Array.isArray(value) ? (value as readonly unknown[]) : undefined
  const wrong = rows ? rows.findIndex((row) => typeof row !== 'object' || row === null) : -1
  if (rows && wrong === -1) return rows as readonly object[]
  fail('VALUE_UNSTORABLE', {
    message: rows
      ? `row ${wrong} of asset \`${asset}\` is ${String(rows[wrong])}, but a table takes objects`
      : `the value of asset \`${asset}\` is no array, but a table takes an array of objects`,
    hint: 'Return an array of objects, or keep the asset elsewhere, say by files().json().',
    asset,
    partition: partition ?? undefined,
  })
}

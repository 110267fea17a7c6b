import { fail, type Location, type StageAt, type Staged } from '@headwater/core/io'
import { ColumnBatch } from '../columns/index.ts'
import type { Column } from '../sql/columns.ts'
import type { StoredWrite } from '../sql/write-mode.ts'
import { batchOfColumns } from './batches.ts'
import { requireColumns, storedColumns } from './column-types.ts'
import type { TablePlace } from './table-place.ts'
import type { Batch, TableSession } from './table-session.ts'
import { qualified } from './quote.ts'
import { createStage, stageTable } from './stage-table.ts'
import { tableVersions } from './table-version.ts'

/** A value that an asset's function made, for a table. */
export interface StagedValue {
  readonly value: unknown
  readonly at: StageAt
}

/** Stages values of one asset, all in one table, in the current transaction. */
export async function stageRows(
  session: TableSession,
  values: readonly [StagedValue, ...StagedValue[]],
  target: TablePlace,
): Promise<readonly Staged[]> {
  const [{ at }] = values
  const columns = requireColumns(session.dialect, at.rowSchema, at)
  const stage = await createStage(session, at, columns, target)
  const batches = values.map((value) => batchOf(value))
  await session.append(stageTable(stage), { columns, partitioned: at.partition !== null }, batches)
  return describeStaged(
    session,
    { stage, target, columns, write: { mode: 'replace' } },
    values.map(({ at }) => at),
  )
}

/** A filled stage table, and what is to become of it. */
export interface FilledStage {
  readonly stage: string
  readonly target: TablePlace
  readonly columns: readonly Column[]
  readonly write: StoredWrite
}

/** What was staged in a table, per partition. */
export async function describeStaged(
  session: TableSession,
  { stage, target, columns, write }: FilledStage,
  places: readonly StageAt[],
): Promise<readonly Staged[]> {
  const relation = qualified(stageTable(stage))
  const versionOf = await tableVersions(session, {
    relation,
    columns: storedColumns(session.dialect, columns),
    partitioned: places.some(({ partition }) => partition !== null),
    columnsRead: places[0]?.columnsRead,
    order: session.dialect.writtenOrder,
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
export function stagedLocation(target: TablePlace, columns: readonly Column[]): Location {
  const { schema, table, layout, schemaChange = 'fail' } = target
  const absent = columns.filter((column) => column.absent).map(({ name }) => name)
  return {
    schema,
    table,
    ...(absent.length > 0 && { absent }),
    ...(layout !== undefined && { layout }),
    ...(schemaChange !== 'fail' && { schemaChange }),
  }
}

/** Rows or columns as they are appended; `firstRow` as in `Batch`. Throws VALUE_UNSTORABLE for what is neither. */
export function batchOf({ value, at }: StagedValue, firstRow?: number): Batch {
  const { partition } = at
  if (!(value instanceof ColumnBatch)) return { rows: requireRows(value, at), partition, firstRow }
  return batchOfColumns(value, { partition, firstRow })
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

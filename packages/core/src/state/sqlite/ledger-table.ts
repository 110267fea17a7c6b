import type { InputRecord } from '../../events/index.ts'
import type { Location } from '../../io/index.ts'
import { AssetLedger } from '../asset-ledger.ts'
import { failuresAfter, type LedgerChange } from '../ledger-change.ts'
import type { FailureRow, LedgerRow } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { type FailuresTable, type LedgerTable, queries } from './tables.ts'

const upsertRow = query((value: Value<LedgerTable>) =>
  queries.replaceInto('ledger').values({
    asset: value('asset'),
    series: value('series'),
    ordinal: value('ordinal'),
    partition: value('partition'),
    position: value('position'),
    time: value('time'),
    run_id: value('run_id'),
    code_version: value('code_version'),
    data_version: value('data_version'),
    fingerprint: value('fingerprint'),
    location: value('location'),
    inputs: value('inputs'),
    rows: value('rows'),
    bytes: value('bytes'),
  }),
)

const insertFailure = query((value: Value<FailuresTable>) =>
  queries.insertInto('failures').values({
    asset: value('asset'),
    position: value('position'),
    partitions: value('partitions'),
    run_id: value('run_id'),
    fingerprint: value('fingerprint'),
    code: value('code'),
    message: value('message'),
  }),
)

const selectRows = query((value: Value<{ asset: string }>) =>
  queries.selectFrom('ledger').selectAll().where('asset', '=', value('asset')),
)

const selectFailures = query((value: Value<{ asset: string }>) =>
  queries.selectFrom('failures').selectAll().where('asset', '=', value('asset')).orderBy('position'),
)

const deleteFailures = query((value: Value<{ asset: string }>) =>
  queries.deleteFrom('failures').where('asset', '=', value('asset')),
)

const deleteAllRows = query(() => queries.deleteFrom('ledger'))
const deleteAllFailures = query(() => queries.deleteFrom('failures'))

export function applyChange(connection: Connection, change: LedgerChange): void {
  const { asset } = change
  const before = readFailures(connection, asset)
  const after = failuresAfter(before, change)
  if (after !== before) {
    connection.run(deleteFailures, { asset })
    for (const failure of after) connection.run(insertFailure, failureColumns(asset, failure))
  }
  if (change.kind === 'made') for (const row of change.rows) connection.run(upsertRow, rowColumns(asset, row))
}

export function loadLedger(connection: Connection, asset: string): AssetLedger {
  return new AssetLedger(connection.all(selectRows, { asset }).map(readRow), readFailures(connection, asset))
}

export function clearLedgers(connection: Connection): void {
  connection.run(deleteAllRows)
  connection.run(deleteAllFailures)
}

function rowColumns(asset: string, row: LedgerRow) {
  return {
    asset,
    series: row.series,
    ordinal: row.ordinal,
    partition: row.partition,
    position: row.position,
    time: row.time,
    run_id: row.runId ?? null,
    code_version: row.codeVersion,
    data_version: row.dataVersion,
    fingerprint: row.fingerprint,
    location: JSON.stringify(row.location),
    inputs: JSON.stringify(row.inputs),
    rows: row.rows ?? null,
    bytes: row.bytes ?? null,
  }
}

function readRow(row: LedgerTable): LedgerRow {
  return {
    partition: row.partition,
    series: row.series,
    ordinal: row.ordinal,
    position: row.position,
    time: row.time,
    runId: row.run_id ?? undefined,
    codeVersion: row.code_version,
    dataVersion: row.data_version,
    fingerprint: row.fingerprint,
    // Written by `rowColumns` from events that were checked, and rebuilt from those when in doubt.
    location: JSON.parse(row.location) as Location,
    inputs: JSON.parse(row.inputs) as readonly InputRecord[],
    rows: row.rows ?? undefined,
    bytes: row.bytes ?? undefined,
  }
}

function failureColumns(asset: string, failure: FailureRow) {
  const { partitions, position, runId, fingerprint, code, message } = failure
  return { asset, position, partitions, run_id: runId, fingerprint: fingerprint ?? null, code, message }
}

function readFailures(connection: Connection, asset: string): readonly FailureRow[] {
  return connection.all(selectFailures, { asset }).map((row) => ({
    partitions: row.partitions,
    position: row.position,
    runId: row.run_id,
    fingerprint: row.fingerprint ?? undefined,
    code: row.code,
    message: row.message,
  }))
}

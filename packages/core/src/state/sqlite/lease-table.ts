import { failLost, type HeldPartitions, leaseTtlMs, newLease, runsToReplace, silentAmong } from '../lease.ts'
import type { Guard, LeaseRequest, SilentRun } from '../state-store.ts'
import type { StoreClock } from './clock-table.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { type HeldTable, type LeasesTable, queries } from './tables.ts'

const insertLease = query((value: Value<LeasesTable>) =>
  queries.insertInto('leases').values({
    token: value('token'),
    run_id: value('run_id'),
    pid: value('pid'),
    host: value('host'),
    taken: value('taken'),
    expires: value('expires'),
  }),
)

const insertHeld = query((value: Value<HeldTable>) =>
  queries.insertInto('held').values({ token: value('token'), asset: value('asset'), subset: value('subset') }),
)

const selectHeld = query((value: Value<{ asset: string }>) =>
  queries
    .selectFrom('held')
    .innerJoin('leases', 'leases.token', 'held.token')
    .selectAll('leases')
    .select('held.subset')
    .where('held.asset', '=', value('asset')),
)

const selectGuarded = query((value: Value<{ token: number; run_id: string }>) =>
  queries
    .selectFrom('leases')
    .select('token')
    .where('token', '=', value('token'))
    .where('run_id', '=', value('run_id')),
)

const selectExpiries = query(() => queries.selectFrom('leases').select(['run_id', 'expires']))

const updateExpiry = query((value: Value<{ run_id: string; expires: number }>) =>
  queries
    .updateTable('leases')
    .set({ expires: value('expires') })
    .where('run_id', '=', value('run_id')),
)

const deleteHeld = query((value: Value<{ run_id: string }>) =>
  queries
    .deleteFrom('held')
    .where('token', 'in', ({ selectFrom }) =>
      selectFrom('leases').select('token').where('run_id', '=', value('run_id')),
    ),
)

const deleteLeases = query((value: Value<{ run_id: string }>) =>
  queries.deleteFrom('leases').where('run_id', '=', value('run_id')),
)

export function takeLease(connection: Connection, clock: StoreClock, request: LeaseRequest): Guard {
  const [token, now] = [clock.grantToken(), clock.now()]
  for (const dead of runsToReplace(request, (asset) => heldOf(connection, asset), now)) releaseLeases(connection, dead)
  const { runId, pid, host, taken, expires } = newLease(request, token, now)
  connection.run(insertLease, { token, run_id: runId, pid, host, taken, expires })
  for (const { asset, subset } of request.partitions) connection.run(insertHeld, { token, asset, subset })
  return { runId, token }
}

/** Throws LEASE_LOST when the guard no longer holds. */
export function checkGuard(connection: Connection, guard: Guard): void {
  const { token, runId } = guard
  if (connection.get(selectGuarded, { token, run_id: runId }) === undefined) failLost(guard)
}

export function renewLeases(connection: Connection, clock: StoreClock, guard: Guard): void {
  checkGuard(connection, guard)
  const expires = clock.pass() + leaseTtlMs
  connection.run(updateExpiry, { run_id: guard.runId, expires })
}

export function releaseLeases(connection: Connection, runId: string): void {
  connection.run(deleteHeld, { run_id: runId })
  connection.run(deleteLeases, { run_id: runId })
}

export function silentRuns(connection: Connection, clock: StoreClock): readonly SilentRun[] {
  const leases = connection.all(selectExpiries, {}).map(({ run_id, expires }) => ({ runId: run_id, expires }))
  return silentAmong(leases, clock.reading())
}

function heldOf(connection: Connection, asset: string): readonly HeldPartitions[] {
  return connection.all(selectHeld, { asset }).map(({ run_id, ...lease }) => ({ ...lease, runId: run_id }))
}

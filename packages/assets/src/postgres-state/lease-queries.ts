import type { Guard, HeldPartitions, Lease, LeaseRequest } from '@headwater/core/state'
import { type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** All leases, which are as many as runs go on. */
export function selectGuards({ leases }: Tables): RawBuilder<Guard> {
  return sql`select token, run_id as "runId" from ${leases}`
}

/** When each lease ends, and what time it is for the database. */
export function selectExpiries({
  leases,
}: Tables): RawBuilder<Pick<Lease, 'runId' | 'expires'> & { readonly now: number }> {
  return sql`select run_id as "runId", expires, floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now
    from ${leases}`
}

export function selectHeld(
  { leases, held }: Tables,
  assets: readonly string[],
): RawBuilder<HeldPartitions & { readonly asset: string }> {
  return sql`select held.asset, held.subset, l.token, l.run_id as "runId", l.pid, l.host, l.taken, l.expires
    from ${held} held join ${leases} l on l.token = held.token where held.asset = any(${assets}::text[])`
}

export function insertLease(
  { leases, held }: Tables,
  { token, runId, pid, host, taken, expires }: Lease,
  partitions: LeaseRequest['partitions'],
): readonly RawBuilder<unknown>[] {
  const [assets, subsets] = [partitions.map(({ asset }) => asset), partitions.map(({ subset }) => subset)]
  return [
    sql`insert into ${leases} (token, run_id, pid, host, taken, expires)
      values (${token}, ${runId}, ${pid}, ${host}, ${taken}, ${expires})`,
    sql`insert into ${held} (token, asset, subset)
      select ${token}::bigint, * from unnest(${assets}::text[], ${subsets}::text[])`,
  ]
}

export function updateExpiry({ leases }: Tables, runId: string, expires: number): RawBuilder<unknown> {
  return sql`update ${leases} set expires = ${expires} where run_id = ${runId}`
}

/** What they cover goes with them. */
export function deleteLeases({ leases }: Tables, runs: readonly string[]): RawBuilder<unknown> {
  return sql`delete from ${leases} where run_id = any(${runs}::text[])`
}

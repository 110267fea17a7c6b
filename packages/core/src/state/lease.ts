import { hostOf, isGone, thisMachine } from '../base/this-machine.ts'
import { fail } from '../errors/index.ts'
import { Subset } from '../partitions/index.ts'
import type { Guard, LeaseRequest, SilentRun } from './state-store.ts'

/** How long a lease lives after it was taken or renewed. Runs renew theirs three times in that time. */
export const leaseTtlMs = 30_000

/** A lease as it is kept. Times in milliseconds since the epoch, by the store's clock. */
export interface Lease {
  readonly token: number
  readonly runId: string
  readonly pid: number
  readonly host: string
  readonly taken: number
  readonly expires: number
}

/** Partitions of an asset that a lease covers. */
export interface HeldPartitions extends Lease {
  readonly subset: string
}

/**
 * The next fencing token. Like a hybrid logical clock it grows by one, yet is never below 1024 times the time in
 * milliseconds: a store that was put back from a backup grants tokens above all that it granted and then forgot.
 * Safe integers last until the year 2248.
 */
export function nextToken(last: number, now: number): number {
  return Math.max(last + 1, now * 1024)
}

/** The lease that a request becomes. */
export function newLease({ runId, owner }: LeaseRequest, token: number, now: number): Lease {
  return { token, runId, pid: owner.pid, host: owner.host, taken: now, expires: now + leaseTtlMs }
}

/**
 * The runs that lose their leases when the request is granted, because they are dead and hold a part of what it wants.
 * Throws LEASE_HELD when one of those that do is alive.
 */
export function runsToReplace(
  request: LeaseRequest,
  heldOf: (asset: string) => readonly HeldPartitions[],
  now: number,
): ReadonlySet<string> {
  const dead = new Set<string>()
  for (const { asset, subset } of request.partitions) {
    const wanted = Subset.decode(subset)
    for (const other of heldOf(asset)) {
      const shared = wanted.intersect(Subset.decode(other.subset))
      if (other.runId === request.runId || shared.isEmpty) continue
      if (isAlive(other, now)) failHeld(request.runId, asset, shared, other)
      dead.add(other.runId)
    }
  }
  return dead
}

/** The runs of which no lease lives on. */
export function silentAmong(leases: Iterable<Pick<Lease, 'runId' | 'expires'>>, now: number): readonly SilentRun[] {
  const ends = new Map<string, number>()
  for (const { runId, expires } of leases) ends.set(runId, Math.max(expires, ends.get(runId) ?? expires))
  return [...ends].flatMap(([runId, end]) => (end <= now ? { runId, since: end - leaseTtlMs } : []))
}

/** Throws LEASE_LOST. */
export function failLost(guard: Guard): never {
  fail('LEASE_LOST', {
    message: `run \`${guard.runId}\` no longer holds lease ${guard.token}: it was given back, or another run took it over`,
    hint: 'Nothing of what was just to be recorded is recorded. Materialize again: what was recorded earlier stays done.',
  })
}

function failHeld(runId: string, asset: string, { count }: Subset, holder: Lease): never {
  const partitions = `${count} ${count === 1 ? 'partition' : 'partitions'}`
  const holding = `process ${holder.pid} on \`${hostOf(holder.host)}\`, since ${new Date(holder.taken).toISOString()}`
  fail('LEASE_HELD', {
    message: `run \`${runId}\` cannot have ${partitions} of asset \`${asset}\`: run \`${holder.runId}\` has them (${holding})`,
    hint: `Wait for that run, cancel it with \`headwater cancel ${holder.runId}\`, or end its process: what it has is free at once when it ran on this machine, and else after ${leaseTtlMs / 1000} seconds.`,
    asset,
  })
}

function isAlive(lease: Lease, now: number): boolean {
  return lease.expires > now && !(lease.host === thisMachine() && isGone(lease.pid))
}

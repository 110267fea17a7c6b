import { newId } from '../base/id.ts'
import { thisMachine } from '../base/this-machine.ts'
import { isHeadwaterError } from '../errors/index.ts'
import type { EventOf } from '../events/index.ts'
import type { Guard, StateStore } from '../state/index.ts'
import { Subset } from '../partitions/index.ts'
import type { RunContext } from './run-context.ts'
import { settleAttempts, sweepRun } from './settle-attempts.ts'

/** How a recovery gets to work: a context that holds the dead run's leases. */
export type Recovering = (guard: Guard, assets: readonly string[]) => Promise<RunContext>

/**
 * Repairs what runs that died left behind, and says what it did. A run is dead when it never finished and its leases
 * can be had. Two processes may try at once: the leases let one of them through.
 */
export async function recoverRuns(store: StateStore, now: number, recovering: Recovering): Promise<readonly string[]> {
  const actions: string[] = []
  for (const started of await unfinishedRuns(store))
    actions.push(...(await recoverRun(store, started, now, recovering)))
  return actions
}

/** Where it is noted that all runs that began until then have ended. */
const settledNote = 'runs settled until'

/** Runs that began and have not ended, dead or alive. So many have ended that they are not looked through every time. */
export async function unfinishedRuns(store: StateStore): Promise<readonly EventOf<'run_started'>[]> {
  const noted = await store.ledger.recall([settledNote])
  const after = Number(noted.get(settledNote) ?? 0)
  const events = await store.events({ types: ['run_started', 'run_finished'], after })
  const finished = new Set(events.filter(({ type }) => type === 'run_finished').map(({ runId }) => runId))
  const unfinished = events.filter((event) => event.type === 'run_started').filter(({ runId }) => !finished.has(runId))
  const settled = unfinished[0] ? unfinished[0].position - 1 : (events.at(-1)?.position ?? after)
  if (settled > after) await store.ledger.remember(new Map([[settledNote, String(settled)]]))
  return unfinished
}

async function recoverRun(
  store: StateStore,
  started: EventOf<'run_started'>,
  now: number,
  recovering: Recovering,
): Promise<readonly string[]> {
  const guard = await leaseOfDead(store, started, now)
  if (!guard) return []
  const assets = started.targets.map(({ asset }) => asset)
  try {
    // It may have ended, and given its leases back, since it was looked at.
    if ((await store.events({ types: ['run_finished'], runId: started.runId, limit: 1 })).length > 0) return []
    const run = await recovering(guard, assets)
    const settled = await settleAttempts(run, started.runId)
    const swept = await sweepRun(run, started.runId, assets)
    const actions = [
      `run ${started.runId} (pid ${started.pid} on ${started.host}) had died; what it had recorded stays`,
      ...settled,
      ...swept,
    ]
    const finished = {
      type: 'run_finished',
      runId: started.runId,
      outcome: 'failed',
      ...(await soFar(store, started)),
    } as const
    await run.append([{ type: 'recovered', runId: guard.runId, of: started.runId, actions }, finished])
    return actions
  } finally {
    await store.release(guard.runId)
  }
}

/** What a run had made, and for how long it lived: as far as it told. */
async function soFar(store: StateStore, { runId, time }: EventOf<'run_started'>) {
  const made = await store.events({ types: ['materialized'], runId })
  const partitions = made.reduce((sum, event) => sum + Subset.decode(event.partitions).count, 0)
  return { counts: { made: partitions }, seconds: ((made.at(-1)?.time ?? time) - time) / 1000 }
}

/** The leases of a run that is dead; undefined while it lives, or while somebody else recovers it. */
async function leaseOfDead(
  store: StateStore,
  started: EventOf<'run_started'>,
  now: number,
): Promise<Guard | undefined> {
  const partitions = started.targets.map((target) => ({ asset: target.asset, subset: target.partitions }))
  try {
    return await store.lease({ runId: newId(now), partitions, owner: { pid: process.pid, host: thisMachine() } })
  } catch (error) {
    if (isHeadwaterError(error) && error.code === 'LEASE_HELD') return undefined
    throw error
  }
}

import type { EventOf } from '../events/index.ts'
import { fail } from '../errors/index.ts'
import { Subset } from '../partitions/index.ts'
import type { StateStore } from '../state/index.ts'
import type { Planned, Session } from './session.ts'

/** What a run set out to make and neither made nor found up to date. */
export interface Rest {
  readonly selection: string
  readonly force: boolean
  readonly chunk: number | undefined
  /** By asset. */
  readonly within: ReadonlyMap<string, Subset>
}

/** A plan of what a run left. What the run was forced to make, and made, is not made once more. */
export async function planRest(session: Session, runId: string): Promise<Planned> {
  const { selection, force, within } = await restOf(session, runId)
  return session.plan(selection, force ? { force } : {}, { within })
}

/** What is left of a run and of those that resumed it. Throws RUN_UNKNOWN. */
export async function restOf(session: Session, runId: string): Promise<Rest> {
  const { store, model } = session.parts
  const started = await startOf(store, runId)
  const done = new Map<string, Subset>()
  for (const run of await chainOf(store, started)) await addDone(store, run, done)
  const within = new Map<string, Subset>()
  for (const { asset, partitions } of started.targets) {
    const left = Subset.decode(partitions).subtract(done.get(asset) ?? Subset.empty)
    if (model.assets.has(asset) && !left.isEmpty) within.set(asset, left)
  }
  const { force = false, chunk } = started
  const selection = [...within.keys()].map((key) => `key:${key}`).join(' or ')
  return { selection: selection === '' ? started.selection : selection, force, chunk, within }
}

/** The run and those that resumed it. */
async function chainOf(store: StateStore, first: EventOf<'run_started'>): Promise<readonly string[]> {
  const chain = [first.runId]
  for (const { runId, resumes } of await store.events({ types: ['run_started'], after: first.position }))
    if (resumes !== undefined && chain.includes(resumes)) chain.push(runId)
  return chain
}

async function addDone(store: StateStore, runId: string, done: Map<string, Subset>): Promise<void> {
  for (const { asset, partitions } of await store.events({ types: ['materialized', 'cut_off'], runId }))
    done.set(asset, (done.get(asset) ?? Subset.empty).union(Subset.decode(partitions)))
}

async function startOf(store: StateStore, runId: string): Promise<EventOf<'run_started'>> {
  const [started] = await store.events({ types: ['run_started'], runId, limit: 1 })
  if (started) return started
  const [newest] = await store.events({ types: ['run_started'], newestFirst: true, limit: 1 })
  return fail('RUN_UNKNOWN', {
    message: `there is no run \`${runId}\``,
    hint: newest ? `The newest is \`${newest.runId}\`; \`headwater runs\` lists them.` : 'Nothing has run yet.',
  })
}

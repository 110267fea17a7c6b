import type { EventOf } from '../events/index.ts'
import { assetsOf } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import { CurrentNames } from '../run/index.ts'
import type { StateStore } from '../state/index.ts'
import { halfRecorded } from '../status/index.ts'
import { startOf } from './run-history.ts'
import type { Planned, Session } from './session.ts'

/** What a run set out to make and neither made nor found up to date. */
export interface Rest {
  readonly selection: string
  readonly force: boolean
  /** By asset. */
  readonly within: ReadonlyMap<string, Subset>
}

/** A plan of what a run left. What the run was forced to make is made, but not what somebody made since. */
export async function planRest(session: Session, runId: string): Promise<Planned> {
  const { selection, force, within } = await restOf(session, runId)
  return session.plan(selection, force ? { force } : {}, { within })
}

/** A plan of everything that a run set out to make, forced: also what is up to date. Throws RUN_UNKNOWN. */
export async function planAgain(session: Session, runId: string): Promise<Planned> {
  const { selection, within } = await againOf(session, runId)
  return session.plan(selection, { force: true }, { within })
}

/** What a run set out to make, by the names and cuts that its assets have now. Throws RUN_UNKNOWN. */
export async function againOf(session: Session, runId: string): Promise<Rest> {
  const started = await startOf(session.parts.store, runId)
  const names = await CurrentNames.read(session.parts.store, session.parts.model)
  return { ...(await stillThere(session, started, { names, done: new Map() })), force: true }
}

/** What is left of a run and of those that resumed it. Throws RUN_UNKNOWN. */
export async function restOf(session: Session, runId: string): Promise<Rest> {
  const { store, model } = session.parts
  const started = await startOf(store, runId)
  const names = await CurrentNames.read(store, model)
  const done = await doneSince(store, started, names)
  return { ...(await stillThere(session, started, { names, done })), force: started.force ?? false }
}

/** The targets of a run as far as they are still there and not done. */
async function stillThere(
  session: Session,
  started: EventOf<'run_started'>,
  { names, done }: { readonly names: CurrentNames; readonly done: ReadonlyMap<string, Subset> },
): Promise<Omit<Rest, 'force'>> {
  const { model } = session.parts
  const targets = started.targets.map(({ asset, partitions }) => ({ asset, partitions, position: started.position }))
  const snapshot = await session.snapshot(session.stepsOf(targets.map((target) => names.of(target))))
  const within = new Map<string, Subset>()
  for (const { partitions, ...target } of targets) {
    const asset = names.of(target)
    // The partitions of another cut are none of those that there are now.
    if (names.isAside(target) || snapshot.former(asset)?.cut) continue
    const left = Subset.decode(partitions).subtract(done.get(asset) ?? Subset.empty)
    const step = model.assets.get(asset)?.step
    // Assets that are made together are planned together.
    for (const { key } of step && !left.isEmpty ? assetsOf(step) : [])
      within.set(key, left.union(within.get(key) ?? Subset.empty))
  }
  const selection = [...within.keys()].map((key) => `key:${key}`).join(' or ')
  return { selection: selection === '' ? started.selection : selection, within }
}

/** The chunk that a run was given, or that which it resumed. Throws RUN_UNKNOWN. */
export async function chunkOf(store: StateStore, runId: string): Promise<number | undefined> {
  return (await startOf(store, runId)).chunk
}

/**
 * What needs not be made any more, by asset: what the run and those that resumed it made or found up to date. Of what it
 * was forced to make, also what others made since; otherwise that stands or falls with its being up to date.
 */
async function doneSince(
  store: StateStore,
  started: EventOf<'run_started'>,
  names: CurrentNames,
): Promise<ReadonlyMap<string, Subset>> {
  const chain = new Set([started.runId])
  const done = new Map<string, Subset>()
  const types = ['run_started', 'materialized', 'cut_off'] as const
  for (const event of await store.events({ types, after: started.position })) {
    if (event.type === 'run_started') {
      if (event.resumes !== undefined && chain.has(event.resumes)) chain.add(event.runId)
      continue
    }
    const counts = chain.has(event.runId) || (started.force === true && event.type === 'materialized')
    if (!counts || (event.type === 'materialized' && event.recipe === halfRecorded)) continue
    const asset = names.of(event)
    done.set(asset, (done.get(asset) ?? Subset.empty).union(Subset.decode(event.partitions)))
  }
  return done
}

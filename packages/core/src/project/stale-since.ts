import { inputsOf } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import { CurrentNames } from '../run/index.ts'
import { Reads, type Snapshot, type Standard, versionText, wordsOf } from '../status/index.ts'
import type { Session } from './session.ts'

/** What became stale by what happened after a position of the event log. */
export interface StaleSince {
  /** The newest event that this takes into account: ask from here the next time. */
  readonly position: number
  readonly stale: readonly {
    readonly asset: string
    /** In words. */
    readonly partitions: string
    readonly count: number
    /** `upstream changed: market/prices`. */
    readonly because: string
  }[]
}

/**
 * Decides what became stale since a position: it looks at the assets that read what changed, and at nothing else, so that
 * it costs by what is affected and not by the size of the graph.
 */
export async function staleSince(session: Session, position: number): Promise<StaleSince> {
  const { store, model } = session.parts
  const events = await store.events({ types: ['materialized', 'observed', 'wiped', 'alias_moved'], after: position })
  const names = await CurrentNames.read(store, model)
  const changed = new Set(events.map((event) => names.of(event)).filter((key) => model.graph.has(key)))
  const readers = [...changed].flatMap((key) => [
    ...model.graph.downstream(key),
    ...(model.graph.asset(key).selfDep ? [key] : []),
  ])
  const steps = session.stepsOf(model.graph.order(readers))
  const snapshot = await session.snapshot(steps)
  const standards: Standard[] = []
  for (const step of steps) {
    const codeVersion = versionText(await session.codeVersions.of(step))
    for (const { key } of Object.values(step.outputs)) standards.push({ step, asset: key, codeVersion })
  }
  const found = await session.standings.of(snapshot, standards)
  const changes = await changedSince(snapshot, changed, position)
  const stale = standards.flatMap(({ step, asset }) => {
    const { grid } = snapshot.ledger(asset)
    const reached = reachedBy(snapshot, { step, asset }, changes).intersect(grid.complete(snapshot.now))
    return (found.get(asset) ?? [])
      .filter(({ unread }) => !unread)
      .map(({ upstream, partitions }) => ({ upstream, partitions: partitions.intersect(reached) }))
      .filter(({ partitions }) => !partitions.isEmpty)
      .map(({ upstream, partitions }) => ({
        asset,
        partitions: grid.describe(partitions),
        count: partitions.count,
        because: wordsOf({ reason: 'upstream changed', detail: upstream }),
      }))
  })
  return { position: events.at(-1)?.position ?? position, stale }
}

/** The partitions of the assets that changed, by asset. One whose alias moved counts with all that it has. */
async function changedSince(
  snapshot: Snapshot,
  assets: ReadonlySet<string>,
  position: number,
): Promise<ReadonlyMap<string, Subset>> {
  const known = [...assets].filter((asset) => snapshot.has(asset))
  const names = new Map(known.map((asset) => [snapshot.ledger(asset).recordedAs, asset]))
  const changes = new Map<string, Subset>()
  const add = (asset: string, partitions: Subset): void =>
    void changes.set(asset, (changes.get(asset) ?? Subset.empty).union(partitions))
  for (const asset of known) {
    const { record, materialized } = snapshot.ledger(asset)
    if (record.aliases.some((alias) => alias.position > position)) add(asset, materialized)
  }
  const after = new Map([...names.keys()].map((name) => [name, position]))
  for (const { asset, changed } of await snapshot.store.ledger.changes(after)) add(names.get(asset) ?? asset, changed)
  return changes
}

/** The partitions of one asset that read any of these. */
function reachedBy(
  snapshot: Snapshot,
  { step, asset }: Pick<Standard, 'step' | 'asset'>,
  changes: ReadonlyMap<string, Subset>,
): Subset {
  return inputsOf(snapshot.model, step).reduce((all, input) => {
    const reads = new Reads(snapshot, input, asset)
    return all.union(reads.to(changes.get(reads.upstream.asset) ?? Subset.empty))
  }, Subset.empty)
}

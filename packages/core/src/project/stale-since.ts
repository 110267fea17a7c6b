import { CurrentNames } from '../run/index.ts'
import { versionText, wordsOf } from '../status/index.ts'
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
  const events = await store.events({ types: ['materialized', 'observed', 'wiped'], after: position })
  const names = await CurrentNames.read(store, model)
  const changed = new Set(events.map((event) => names.of(event)).filter((key) => model.graph.has(key)))
  const readers = model.graph.order([...changed].flatMap((key) => model.graph.downstream(key)))
  const steps = session.stepsOf(readers)
  const snapshot = await session.snapshot(steps)
  const standards = []
  for (const step of steps) {
    const codeVersion = versionText(await session.codeVersions.of(step))
    for (const { key } of Object.values(step.outputs)) standards.push({ step, asset: key, codeVersion })
  }
  const found = await session.standings.of(snapshot, standards)
  const stale = [...found].flatMap(([asset, inputs]) => {
    const { grid } = snapshot.ledger(asset)
    const complete = grid.complete(snapshot.now)
    return inputs
      .filter(({ upstream }) => changed.has(upstream))
      .map(({ upstream, partitions }) => ({ upstream, partitions: partitions.intersect(complete) }))
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

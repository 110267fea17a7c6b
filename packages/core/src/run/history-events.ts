import { canonicalJson } from '../base/json.ts'
import type { EventDraft } from '../events/index.ts'
import type { ProjectModel } from '../graph/index.ts'
import { cutOf, type Snapshot, uncut } from '../status/index.ts'

/**
 * What is to be known of some assets before anything new is recorded of them: those that were renamed keep their
 * history under their new name, and what was recorded by a cut whose ordinals mean something else is put aside under a
 * name of its own.
 */
export function historyEvents(snapshot: Snapshot, assets: Iterable<string>): readonly EventDraft[] {
  return [...new Set(assets)].flatMap((asset) => eventsOf(snapshot, asset))
}

function eventsOf(snapshot: Snapshot, asset: string): readonly EventDraft[] {
  const ledger = snapshot.ledger(asset)
  const former = snapshot.former(asset)
  const cut = cutOf(ledger.grid.partitions)
  const events: EventDraft[] = []
  if (former?.cut) events.push({ type: 'renamed', asset: putAside(asset, former.record.position), from: former.name })
  else if (former) events.push({ type: 'renamed', asset, from: former.name })
  // What is put aside has the name until something else is recorded under it.
  if (former?.cut || canonicalJson(ledger.record.cut ?? uncut) !== canonicalJson(cut))
    events.push({ type: 'partitioned', asset, cut: { ...cut } as Extract<EventDraft, { type: 'partitioned' }>['cut'] })
  return events
}

/** The key of the asset that was recorded under a name: another one until a renaming is recorded. */
export function currentKey({ assets, formerKeys }: ProjectModel, name: string): string {
  if (assets.has(name)) return name
  return [...formerKeys].find(([, names]) => names.includes(name))?.[0] ?? name
}

/** The name under which the history of an asset is kept that was cut otherwise until some position of the log. */
export function putAside(asset: string, position: number): string {
  return `${asset}@${position}`
}

/** The asset whose history was put aside under this name; the name itself where it is that of an asset: no key has an `@`. */
export function asideOf(name: string): string {
  return name.split('@', 1)[0] ?? name
}

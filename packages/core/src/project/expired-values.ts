import type { AssetDefinition } from '../define/index.ts'
import { type EventOf, valueAt } from '../events/index.ts'
import type { Removal, Store } from '../io/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import { unfinishedRuns } from '../run/index.ts'
import type { AssetLedger } from '../status/index.ts'
import type { Session } from './session.ts'

/** A value that nothing keeps: where it lies, and which partition of which event of the log it is. */
export interface ExpiredValue {
  readonly cell: Cell
  readonly position: number
  readonly removal: Removal
}

/** What is kept beside the values that count: so many versions, those made after a time, what a live run may read. */
export interface Keeping {
  readonly versions: number | undefined
  readonly after: number | undefined
  /** What was the newest at this position, or since. */
  readonly pinned: number
}

const dayMs = 86_400_000

/** What an asset retains, by its own words, beside what runs that have not ended may read. */
export async function keepingOf(session: Session, { described }: AssetDefinition): Promise<Keeping> {
  const { store, clock } = session.parts
  const { versions, days } = described.retain ?? {}
  const began = (await unfinishedRuns(store)).map(({ position }) => position)
  return {
    versions,
    after: days === undefined ? undefined : clock.now() - days * dayMs,
    pinned: Math.min(Number.POSITIVE_INFINITY, ...began),
  }
}

/**
 * The values of an asset that are to go and are not gone: older versions, as far as `keeping` lets them, and what a wipe
 * was to delete. Without `keeping`, only the latter. What counts now and what an alias points at is never among them.
 */
export async function expiredValues(
  session: Session,
  { store, ledger }: { readonly store: Store; readonly ledger: AssetLedger },
  keeping?: Keeping,
): Promise<readonly ExpiredValue[]> {
  const history = new History(keeping)
  const gone = await removedBefore(session, ledger)
  const query = { types: ['materialized', 'wiped'], asset: ledger.recordedAs, newestFirst: true } as const
  const expired: ExpiredValue[] = []
  for (const event of await session.parts.store.events(query)) {
    if (event.type === 'wiped') {
      if (event.deleted) history.wipe(Subset.decode(event.partitions))
      continue
    }
    for (const value of history.expiredIn(event, { ledger, replaces: store.commit === 'in-place' }))
      if (!gone.get(event.position)?.has(value.cell)) expired.push(value)
  }
  return expired
}

/** Goes through what was made from the newest to the oldest, and tells which values nothing keeps. */
class History {
  readonly #keeping: Keeping | undefined
  /** How many newer versions each partition has, and where the oldest of those lies. */
  readonly #newer = new Map<string, { readonly count: number; readonly position: number }>()
  #wiped = Subset.empty

  constructor(keeping: Keeping | undefined) {
    this.#keeping = keeping
  }

  /** All that was made before was to be deleted. */
  wipe(partitions: Subset): void {
    this.#wiped = this.#wiped.union(partitions)
  }

  /** The values of an event that are to go. What replaces values in their place has no older ones. */
  *expiredIn(
    event: EventOf<'materialized'>,
    { ledger, replaces }: { readonly ledger: AssetLedger; readonly replaces: boolean },
  ): Iterable<ExpiredValue> {
    const { asset, position } = event
    let index = -1
    for (const cell of Subset.decode(event.partitions).cells()) {
      index += 1
      const isNewest = !this.#newer.has(nameOf(cell))
      if (!this.#isExpired(cell, event) || (replaces && !isNewest)) continue
      // Readers may have found a newer one there since.
      const published = !ledger.materialized.has(cell)
      const location = valueAt(event.location, index) ?? {}
      if (Object.keys(location).length === 0 || (replaces && !published)) continue
      if (isAliased(ledger, valueAt(event.dataVersion, index))) continue
      yield { cell, position, removal: { asset, partition: ledger.grid.textOf(cell), location, published } }
    }
  }

  #isExpired(cell: Cell, { position, time }: { readonly position: number; readonly time: number }): boolean {
    const newer = this.#newer.get(nameOf(cell))
    this.#newer.set(nameOf(cell), { count: (newer?.count ?? 0) + 1, position })
    if (this.#wiped.has(cell)) return true
    const { versions, after, pinned = 0 } = this.#keeping ?? {}
    // What was the newest when a run began may be what it reads.
    if (!newer || newer.position > pinned || (versions === undefined && after === undefined)) return false
    return (versions === undefined || newer.count >= versions) && (after === undefined || time < after)
  }
}

/** The positions of events that made older versions of an asset whose values still lie somewhere. */
export async function keptVersions(session: Session, ledger: AssetLedger): Promise<readonly number[]> {
  const gone = await removedBefore(session, ledger)
  const made = await session.parts.store.events({ types: ['materialized'], asset: ledger.recordedAs })
  return made
    .filter(({ position, partitions }) => !gone.get(position)?.covers(Subset.decode(partitions)))
    .map(({ position }) => position)
}

/** Values that were deleted: which partitions of which events, by their positions. */
export async function removedBefore(session: Session, ledger: AssetLedger): Promise<ReadonlyMap<number, Subset>> {
  const gone = new Map<number, Subset>()
  for (const event of await session.parts.store.events({ types: ['values_removed'], asset: ledger.recordedAs }))
    for (const { position, partitions } of event.of)
      gone.set(position, (gone.get(position) ?? Subset.empty).union(Subset.decode(partitions)))
  return gone
}

function isAliased({ record }: AssetLedger, dataVersion: string | undefined): boolean {
  return record.aliases.some((alias) => alias.dataVersion === dataVersion)
}

function nameOf({ series, ordinal }: Cell): string {
  return `${ordinal} ${series}`
}

import type { AssetDefinition } from '../define/index.ts'
import { valueAt } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Removal, Store } from '../io/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import { unfinishedRuns } from '../run/index.ts'
import type { AssetLedger } from '../status/index.ts'
import type { Session } from './session.ts'

const dayMs = 86_400_000

/** Older versions of one asset whose values are no longer kept. */
export interface PrunedValues {
  readonly asset: string
  readonly values: number
}

/** Values of one asset that are to be deleted, and where the log says that they were made. */
interface Superseded {
  readonly removals: readonly Removal[]
  readonly of: readonly { readonly position: number; readonly partitions: string }[]
}

/**
 * Deletes the values of older versions that no asset retains any more, and what a wipe left behind. A version that counts
 * now, that an alias points at, or that a run may be reading is never deleted.
 */
export async function pruneValues(session: Session, selection: string, dryRun: boolean): Promise<readonly PrunedValues[]> {
  const keys = await session.keysOf(selection)
  const pruned: PrunedValues[] = []
  for (const key of keys) {
    const definition = session.parts.model.assets.get(key)
    const store = definition && ioOf(session.parts.model, definition)?.store
    if (!definition || !store?.remove || store.commit !== 'versioned') continue
    const found = await supersededOf(session, definition)
    if (found.removals.length === 0) continue
    pruned.push({ asset: key, values: found.removals.length })
    if (!dryRun) await removeValues(session, key, { store, found })
  }
  return pruned
}

async function removeValues(
  session: Session,
  asset: string,
  { store, found }: { readonly store: Store; readonly found: Superseded },
): Promise<void> {
  const guard = await session.lease([])
  try {
    const attempt = { id: `${guard.runId}.1`, runId: guard.runId, token: guard.token }
    await session.parts.store.append([
      { type: 'values_removed', asset, of: [...found.of], count: found.removals.length },
    ])
    await store.remove?.(found.removals, attempt)
  } finally {
    await session.parts.store.release(guard.runId)
  }
}

async function supersededOf(session: Session, definition: AssetDefinition): Promise<Superseded> {
  const { store, clock } = session.parts
  const { key, step } = definition
  const ledger = (await session.snapshot([step])).ledger(key)
  const { versions, days } = definition.described.retain ?? {}
  const pinned = await oldestUnfinished(session)
  const gone = await removedBefore(session, ledger)
  const history = new History({ versions, after: days === undefined ? undefined : clock.now() - days * dayMs, pinned })
  const removals: Removal[] = []
  const of: { position: number; partitions: string }[] = []
  for (const event of await store.events({
    types: ['materialized', 'wiped'],
    asset: ledger.recordedAs,
    newestFirst: true,
  })) {
    if (event.type === 'wiped') {
      if (event.deleted) history.wipe(Subset.decode(event.partitions))
      continue
    }
    const cells: Cell[] = []
    for (const [position, cell] of [...Subset.decode(event.partitions).cells()].entries()) {
      if (!history.isExpired(cell, event) || gone.get(event.position)?.has(cell)) continue
      const location = valueAt(event.location, position)
      if (!location || Object.keys(location).length === 0 || isAliased(ledger, valueAt(event.dataVersion, position))) continue
      cells.push(cell)
      removals.push({ asset: key, partition: ledger.grid.textOf(cell), location, published: false })
    }
    if (cells.length > 0) of.push({ position: event.position, partitions: Subset.of(cells).encode() })
  }
  return { removals, of }
}

/** What is kept: so many versions, those made after an instant, and what a run that began at a position may read. */
interface Rule {
  readonly versions: number | undefined
  readonly after: number | undefined
  readonly pinned: number
}

/** Goes through what was made from the newest to the oldest, and tells which versions nothing keeps. */
class History {
  readonly #rule: Rule
  /** How many newer versions each partition has, and where the newest of those before lies. */
  readonly #newer = new Map<string, { readonly count: number; readonly position: number }>()
  readonly #wiped = new Set<string>()

  constructor(rule: Rule) {
    this.#rule = rule
  }

  /** All that was made before was to be deleted. */
  wipe(partitions: Subset): void {
    for (const cell of partitions.cells()) this.#wiped.add(nameOf(cell))
  }

  isExpired(cell: Cell, { position, time }: { readonly position: number; readonly time: number }): boolean {
    const name = nameOf(cell)
    const newer = this.#newer.get(name)
    this.#newer.set(name, { count: (newer?.count ?? 0) + 1, position })
    if (this.#wiped.has(name)) return true
    // What was the newest when a run began may be what it reads.
    if (!newer || newer.position > this.#rule.pinned) return false
    const { versions, after } = this.#rule
    if (versions === undefined && after === undefined) return false
    return (versions === undefined || newer.count >= versions) && (after === undefined || time < after)
  }
}

async function oldestUnfinished(session: Session): Promise<number> {
  const unfinished = await unfinishedRuns(session.parts.store)
  return Math.min(Number.POSITIVE_INFINITY, ...unfinished.map(({ position }) => position))
}

async function removedBefore(session: Session, ledger: AssetLedger): Promise<ReadonlyMap<number, Subset>> {
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

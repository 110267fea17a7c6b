import type { EventType } from '../events/index.ts'
import { Subset } from '../partitions/index.ts'
import type { AssetBook } from './asset-book.ts'
import type { AssetRecord } from './asset-record.ts'
import type { LedgerAsset } from './ledger-tables.ts'
import type { Pruned } from './state-store.ts'

/** An event that nothing needs any more. */
export interface PrunableEvent {
  readonly position: number
  readonly type: string
  /** Of its text. */
  readonly bytes: number
}

/** What has to be known of an event from before the time of pruning. */
export interface OldEvent extends PrunableEvent {
  readonly asset: string | null
  /** The run that it is about: that of `cancel_requested` is the one that is to be cancelled. */
  readonly run_id: string | null
  /** Absent for what is about no partitions. */
  readonly partitions: string | null
  /** Only of `checked`. */
  readonly check: string | null
}

/** What a log says that bears on what may be removed of it. */
export interface PruningFacts {
  /** By position. */
  readonly old: readonly OldEvent[]
  /** The positions of what made present values, of the newest results of every check, and of what else is to stay. */
  readonly needed: ReadonlySet<number>
  readonly unfinishedRuns: ReadonlySet<string | null>
  /** All renamings and wipings, by position; `from` only of the former. */
  readonly movings: readonly {
    readonly position: number
    readonly asset: string | null
    readonly from: string | null
  }[]
}

const lasting: ReadonlySet<string> = new Set<EventType>([
  'keys_added',
  'keys_removed',
  'renamed',
  'wiped',
  'partitioned',
  'shaped',
  'columns_derived',
  'pruned',
  'values_removed',
])

/** The events that `StateStore.prune` removes. */
export function prunableOf(facts: PruningFacts, book: AssetBook): readonly PrunableEvent[] {
  const { old, needed, unfinishedRuns } = facts
  const whole = wholeUntil(facts)
  const kept = new KeptPartitions()
  return old.filter((event) => {
    const { position, type } = event
    const name = event.asset ?? ''
    const asset = book.at(name, position)
    const isKept =
      lasting.has(type) ||
      unfinishedRuns.has(event.run_id) ||
      position <= (whole.get(name) ?? 0) ||
      needed.has(position) ||
      (asset !== undefined && (isNeededBy(asset.record, event) || kept.overlap(asset, event)))
    if (isKept && asset !== undefined) kept.add(asset, event)
    return !isKept
  })
}

/** What was removed, summed up. */
export function prunedOf(events: readonly PrunableEvent[]): Pruned {
  const counts = Map.groupBy(events, ({ type }) => type)
  return {
    events: new Map([...counts].map(([type, events]) => [type, events.length])),
    bytes: events.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** What wiping and renaming did depends on all that was recorded under these names until then. */
function wholeUntil({ movings }: PruningFacts): ReadonlyMap<string | null, number> {
  return new Map(
    movings.flatMap(({ position, asset, from }) => [
      [asset, position],
      [from, position],
    ]),
  )
}

function isNeededBy(record: AssetRecord, { type, position, partitions }: OldEvent): boolean {
  if (position === record.newest?.position || position === record.lastFailure?.position) return true
  if (type === 'alias_moved') return record.aliases.some((alias) => alias.position === position)
  if (type === 'step_failed') return Subset.decode(partitions ?? '').overlaps(record.failed)
  if (type !== 'checked') return false
  return record.checks.some(({ failed }) => Subset.decode(partitions ?? '').overlaps(failed))
}

/**
 * The partitions that kept events are about. What came after such an event about the same partitions is kept too, since
 * it says whether their data version changed, or that they passed a check after all: partitions lose the beginning of
 * their history and never a part out of its middle.
 */
class KeptPartitions {
  readonly #partitions = new Map<string, Subset>()

  overlap(asset: LedgerAsset, event: OldEvent): boolean {
    const kept = this.#partitions.get(subjectOf(asset, event))
    return kept !== undefined && kept.overlaps(Subset.decode(event.partitions ?? ''))
  }

  add(asset: LedgerAsset, event: OldEvent): void {
    const subject = subjectOf(asset, event)
    const kept = this.#partitions.get(subject) ?? Subset.empty
    this.#partitions.set(subject, kept.union(Subset.decode(event.partitions ?? '')))
  }
}

/** Values, failures and each check have histories of their own. */
function subjectOf({ id }: LedgerAsset, { type, check }: OldEvent): string {
  if (type === 'checked') return `${id} check ${check}`
  return type === 'step_failed' ? `${id} failures` : `${id} values`
}

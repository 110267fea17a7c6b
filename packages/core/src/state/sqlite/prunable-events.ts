import { sql } from 'kysely'
import type { EventType } from '../../events/index.ts'
import { Subset } from '../../partitions/index.ts'
import type { AssetBook } from '../asset-book.ts'
import type { AssetRecord } from '../asset-record.ts'
import type { LedgerAsset } from '../ledger-tables.ts'
import type { PruneRequest } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { queries } from './tables.ts'

/** An event that nothing needs any more. */
export interface PrunableEvent {
  readonly position: number
  readonly type: string
  /** Of its text. */
  readonly bytes: number
}

interface OldEvent extends PrunableEvent {
  readonly asset: string | null
  readonly run_id: string | null
  readonly partitions: string | null
  readonly check: string | null
}

const lasting: ReadonlySet<string> = new Set<EventType>([
  'keys_added',
  'keys_removed',
  'renamed',
  'wiped',
  'partitioned',
  'pruned',
  'values_removed',
])

/** The texts of events that made partitions may be long: theirs are at hand without reading them. */
const selectOld = query((value: Value<{ before: number }>) =>
  queries
    .selectFrom('events')
    .leftJoin('materializations', 'materializations.position', 'events.position')
    .select(['events.position', 'events.type', 'events.asset'])
    .select([
      sql<string | null>`case type when 'cancel_requested' then payload ->> '$.of' else events.run_id end`.as('run_id'),
      sql<number>`octet_length(payload)`.as('bytes'),
      sql<string | null>`case when type in ('checked', 'step_failed') then payload ->> '$.partitions'
        else partitions end`.as('partitions'),
      sql<string | null>`case type when 'checked' then payload ->> '$.check' end`.as('check'),
    ])
    .where('events.time', '<', value('before'))
    .orderBy('events.position'),
)

const selectCurrent = query(() => queries.selectFrom('ledger').select('position').distinct())

/** The newest results of every check: of assets as a whole, and by partition. */
const selectNewestResults = query(() =>
  queries
    .selectFrom('events')
    .select(({ fn }) => fn.max('position').as('position'))
    .where('type', '=', sql.lit('checked'))
    .groupBy(['asset', sql`payload ->> '$.check'`, sql`payload ->> '$.partitions'`]),
)

const selectUnfinished = query(() =>
  queries
    .selectFrom('events')
    .select('run_id')
    .where('type', '=', sql.lit('run_started'))
    .where('run_id', 'not in', ({ selectFrom }) =>
      selectFrom('events').select('run_id').where('type', '=', sql.lit('run_finished')).where('run_id', 'is not', null),
    ),
)

/** What wiping and renaming did depends on all that was recorded under these names until then. */
const selectWhole = query(() =>
  queries
    .selectFrom('events')
    .select(['position', 'asset', sql<string | null>`payload ->> '$.from'`.as('from')])
    .where('type', 'in', [sql.lit('renamed'), sql.lit('wiped')])
    .orderBy('position'),
)

/** The events from before a time in milliseconds that `StateStore.prune` removes. */
export function selectPrunable(
  connection: Connection,
  book: AssetBook,
  { before, keeps }: Pick<PruneRequest, 'before' | 'keeps'>,
): readonly PrunableEvent[] {
  const old: readonly OldEvent[] = connection.all(selectOld, { before })
  const needed = new Set(
    [selectCurrent, selectNewestResults].flatMap((query) => connection.all(query).map(({ position }) => position)),
  )
  const unfinished = new Set(connection.all(selectUnfinished).map(({ run_id }) => run_id))
  const whole = wholeUntil(connection)
  const kept = new KeptPartitions()
  return old.filter((event) => {
    const { position, type } = event
    const name = event.asset ?? ''
    const asset = book.at(name, position)
    const isKept =
      lasting.has(type) ||
      unfinished.has(event.run_id) ||
      position <= (whole.get(name) ?? 0) ||
      needed.has(position) ||
      keeps?.has(position) ||
      (asset !== undefined && (isNeededBy(asset.record, event) || kept.overlap(asset, event)))
    if (isKept && asset !== undefined) kept.add(asset, event)
    return !isKept
  })
}

function wholeUntil(connection: Connection): ReadonlyMap<string | null, number> {
  const all = connection.all(selectWhole)
  return new Map(
    all.flatMap(({ position, asset, from }) => [
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

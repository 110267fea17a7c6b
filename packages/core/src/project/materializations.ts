import type { Facts } from '../base/facts.ts'
import type { AssetDefinition } from '../define/index.ts'
import type { EventOf } from '../events/index.ts'
import { IntervalSet, Subset } from '../partitions/index.ts'
import { rowsIn } from '../state/index.ts'
import type { AssetLedger } from '../status/index.ts'
import type { Session } from './session.ts'

export interface MaterializationsQuery {
  /** `event` (default): each time that some partitions were made. `partition`: each partition when it was last made. */
  readonly by?: 'event' | 'partition' | undefined
  /** At most so many: the newest events, or the last partitions. Default: 1,000. */
  readonly limit?: number | undefined
}

/** What was recorded when partitions were made. */
export interface Materialization {
  readonly position: number
  readonly time: number
  readonly runId: string
  /** In words, or the key where it is one; empty where the asset is not partitioned. */
  readonly partitions: string
  readonly count: number
  readonly codeVersion: string
  /** Of all these partitions together; undefined where the store does not count. */
  readonly rows: number | undefined
  readonly bytes: number | undefined
  /** Of work. By partition: the share of each in what was made together. */
  readonly seconds: number
  readonly facts: Facts
}

/** The oldest first, or in the order of partitions. */
export async function materializations(
  session: Session,
  { key, step }: AssetDefinition,
  { by = 'event', limit = 1000 }: MaterializationsQuery,
): Promise<readonly Materialization[]> {
  const ledger = (await session.snapshot([step])).ledger(key)
  const { store } = session.parts
  if (by === 'partition') return lastOfEach(session, ledger, limit)
  const events = await store.events({ types: ['materialized'], asset: ledger.recordedAs, newestFirst: true, limit })
  return events.toReversed().map((event) => ofEvent(event, ledger))
}

function ofEvent(event: EventOf<'materialized'>, { grid }: AssetLedger): Materialization {
  const partitions = Subset.decode(event.partitions)
  const { first, count } = partitions
  return {
    ...shared(event),
    partitions: first && count === 1 ? (grid.textOf(first) ?? '') : grid.describe(partitions),
    count,
    rows: event.rows && rowsIn(event.rows, count),
    bytes: event.bytes && rowsIn(event.bytes, count),
    seconds: event.seconds,
  }
}

/** What the ledger has of partitions, with what only the events tell that made them. */
async function lastOfEach(session: Session, ledger: AssetLedger, limit: number): Promise<readonly Materialization[]> {
  const { store } = session.parts
  const rows = await store.ledger.rows(ledger.recordedAs, lastOf(ledger.materialized, limit))
  const oldest = rows.reduce((least, { position }) => Math.min(least, position), Number.POSITIVE_INFINITY)
  if (oldest === Number.POSITIVE_INFINITY) return []
  const query = { types: ['materialized'] as const, asset: ledger.recordedAs, after: oldest - 1 }
  const events = new Map((await store.events(query)).map((event) => [event.position, event]))
  return rows.flatMap((row) => {
    const event = events.get(row.position)
    if (!event) return []
    const { rows: count, bytes } = row
    const seconds = event.seconds / Subset.decode(event.partitions).count
    return [{ ...shared(event), partitions: ledger.grid.textOf(row) ?? '', count: 1, rows: count, bytes, seconds }]
  })
}

function shared({ position, time, runId, codeVersion, facts = {} }: EventOf<'materialized'>) {
  return { position, time, runId, codeVersion, facts }
}

/** The last partitions of a subset: of each of its series equally many. */
function lastOf(partitions: Subset, limit: number): Subset {
  if (partitions.count <= limit) return partitions
  const each = Math.max(1, Math.floor(limit / partitions.series().size))
  return partitions.mapSeries((ordinals) => {
    const from = ordinals.at(ordinals.count - each)
    return from === undefined ? ordinals : ordinals.intersect(IntervalSet.of([from, ordinals.last ?? from]))
  })
}

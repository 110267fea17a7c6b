import { sql } from 'kysely'
import type { EventOf, EventType } from '../../events/index.ts'
import { type EventRow, readEvent, type UnplacedRow } from '../recorded-event.ts'
import type { NamePeriod } from '../asset-book.ts'
import type { EventQuery } from '../state-store.ts'
import type { Connection } from './connection.ts'
import { type Query, query, type Value } from './query.ts'
import { queries } from './tables.ts'

const insertEvent = query((value: Value<UnplacedRow & { time: number }>) =>
  queries.insertInto('events').values({
    time: value('time'),
    type: value('type'),
    version: value('version'),
    run_id: value('run_id'),
    asset: value('asset'),
    payload: value('payload'),
  }),
)

const selectLastPosition = query(() =>
  queries.selectFrom('events').select(({ fn }) => fn.coalesce(fn.max('position'), sql.lit(0)).as('position')),
)

const deleteOne = query((value: Value<{ position: number }>) =>
  queries.deleteFrom('events').where('position', '=', value('position')),
)

export function deleteEvent(connection: Connection, position: number): void {
  connection.run(deleteOne, { position })
}

/** Appends an event; answers with the position that it got. */
export function appendEvent(connection: Connection, row: UnplacedRow, time: number): number {
  return connection.insert(insertEvent, { ...row, time })
}

/** The position of the newest event; 0 when there is none. */
export function lastPosition(connection: Connection): number {
  return connection.one(selectLastPosition).position
}

/** What is wanted of an asset is wanted under all its names: `periods` has those. */
export function selectEvents<T extends EventType>(
  connection: Connection,
  wanted: Omit<EventQuery<T>, 'asset'>,
  periods?: readonly NamePeriod[],
): readonly EventOf<T>[] {
  const rows = connection.all(compileSelect(wanted, periods))
  // The query asked for these types only.
  return rows.map((row) => readEvent(row, connection.path) as EventOf<T>)
}

function compileSelect(
  { types, runId, after, until, limit, newestFirst }: Omit<EventQuery<EventType>, 'asset'>,
  periods: readonly NamePeriod[] | undefined,
): Query<never, EventRow> {
  let events = queries
    .selectFrom('events')
    .selectAll()
    .orderBy('position', newestFirst ? 'desc' : 'asc')
  if (types !== undefined) events = events.where('type', 'in', types)
  if (runId !== undefined) events = events.where('run_id', '=', runId)
  if (periods !== undefined) {
    events = events.where(({ or, and, eb }) =>
      or(
        periods.map(({ name, after, until }) =>
          and([eb('asset', '=', name), eb('position', '>', after), eb('position', '<=', until)]),
        ),
      ),
    )
  }
  if (after !== undefined) events = events.where('position', '>', after)
  if (until !== undefined) events = events.where('position', '<=', until)
  if (limit !== undefined) events = events.limit(limit)
  return events.compile()
}

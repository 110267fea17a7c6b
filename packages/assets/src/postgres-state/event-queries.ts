import type { EventQuery, EventRow, EventType, NamePeriod } from '@headwater/core/state'
import { type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

export function insertEvents({ events }: Tables, rows: readonly EventRow[]): RawBuilder<unknown> {
  const column = (name: keyof EventRow) => rows.map((row) => row[name])
  return sql`insert into ${events} (position, time, type, version, run_id, asset, payload)
    select * from unnest(${column('position')}::bigint[], ${column('time')}::bigint[], ${column('type')}::text[],
      ${column('version')}::integer[], ${column('run_id')}::text[], ${column('asset')}::text[], ${column('payload')}::text[])`
}

export function selectEvent({ events }: Tables, position: number): RawBuilder<EventRow> {
  return sql`select * from ${events} where position = ${position}`
}

/** What is wanted of an asset is wanted under all its names: `periods` has those. */
export function selectEvents(
  { events }: Tables,
  { types, runId, after, until, limit, newestFirst }: Omit<EventQuery<EventType>, 'asset'>,
  periods?: readonly NamePeriod[],
): RawBuilder<EventRow> {
  const wanted = [sql`true`]
  if (types !== undefined) wanted.push(sql`type = any(${types}::text[])`)
  if (runId !== undefined) wanted.push(sql`run_id = ${runId}`)
  if (after !== undefined) wanted.push(sql`position > ${after}`)
  if (until !== undefined) wanted.push(sql`position <= ${until}`)
  if (periods !== undefined) {
    const each = periods.map(
      ({ name, after, until }) => sql`(asset = ${name} and position > ${after} and position <= ${until})`,
    )
    wanted.push(sql`(${sql.join(each, sql` or `)})`)
  }
  const order = newestFirst ? sql`desc` : sql`asc`
  const most = limit === undefined ? sql`` : sql`limit ${limit}`
  return sql`select * from ${events} where ${sql.join(wanted, sql` and `)} order by position ${order} ${most}`
}

export function deleteEvents({ events }: Tables, positions: readonly number[]): RawBuilder<unknown> {
  return sql`delete from ${events} where position = any(${positions}::bigint[])`
}

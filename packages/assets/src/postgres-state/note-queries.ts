import { type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

export function upsertNotes({ notes }: Tables, changed: ReadonlyMap<string, string>): RawBuilder<unknown> {
  return sql`insert into ${notes} (name, text)
    select * from unnest(${[...changed.keys()]}::text[], ${[...changed.values()]}::text[])
    on conflict (name) do update set text = excluded.text`
}

export function selectNotes(
  { notes }: Tables,
  names: readonly string[],
): RawBuilder<{ readonly name: string; readonly text: string }> {
  return sql`select name, text from ${notes} where name = any(${names}::text[])`
}

import { sql } from 'kysely'
import type { Connection } from './connection.ts'
import { query, type Value } from './query.ts'
import { type NotesTable, queries } from './tables.ts'

const upsertNote = query((value: Value<NotesTable>) =>
  queries.replaceInto('notes').values({ name: value('name'), text: value('text') }),
)

/** `names` is JSON. */
const selectNotes = query((value: Value<{ names: string }>) =>
  queries
    .selectFrom('notes')
    .selectAll()
    .where('name', 'in', sql<string>`(select value from json_each(${value('names')}))`),
)

const deleteAll = query(() => queries.deleteFrom('notes'))

export function putNotes(connection: Connection, notes: ReadonlyMap<string, string>): void {
  for (const [name, text] of notes) connection.run(upsertNote, { name, text })
}

export function readNotes(connection: Connection, names: readonly string[]): ReadonlyMap<string, string> {
  const rows = connection.all(selectNotes, { names: JSON.stringify(names) })
  return new Map(rows.map(({ name, text }) => [name, text]))
}

export function clearNotes(connection: Connection): void {
  connection.run(deleteAll)
}

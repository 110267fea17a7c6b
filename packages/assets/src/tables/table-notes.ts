import { z } from 'zod'
import type { Json } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { TableName } from '../sql/warehouse.ts'
import { identifier, qualified } from './quote.ts'
import type { TableSession } from './table-session.ts'

const schema = z.object({
  description: z.string().optional(),
  columns: z.record(
    z.string(),
    z.object({ nullable: z.boolean(), absent: z.boolean(), description: z.string().optional() }),
  ),
})

/**
 * What a schema says of a table beside names and types. It is kept as the comment of the stage table, from where publishing
 * takes it: a stage belongs to many partitions, in whose locations it would stand again and again.
 */
export type TableNotes = Readonly<z.output<typeof schema>>

/** What a database has: comments, and the columns that take no null. */
interface Held {
  readonly comments: ReadonlyMap<string | null, string>
  readonly notNull: ReadonlySet<string>
}

export function notesOf(columns: readonly Column[], description: string | undefined): TableNotes {
  return {
    description,
    columns: Object.fromEntries(
      columns.map(({ name, nullable, absent, description }) => [name, { nullable, absent, description }]),
    ),
  }
}

/** The columns that are said to take no null, where the database lets that be lifted again. */
export function notNullOf({ dialect }: TableSession, notes: TableNotes): ReadonlySet<string> {
  if (!dialect.constrainsNulls) return new Set()
  return new Set(Object.entries(notes.columns).flatMap(([name, { nullable }]) => (nullable ? [] : [name])))
}

/** Keeps notes with a stage. */
export async function writeNotes(session: TableSession, stage: TableName, notes: TableNotes): Promise<void> {
  await session.run(`comment on table ${qualified(stage)} is ${session.dialect.commentText(JSON.stringify(notes))}`)
}

/** The notes of a stage. */
export async function readNotes(session: TableSession, stage: TableName): Promise<TableNotes> {
  const [row] = await session.rows(session.dialect.comment(stage))
  const text = row?.['comment']
  return typeof text === 'string' ? schema.parse(JSON.parse(text) as Json) : { columns: {} }
}

/**
 * Gives a table the comments that its schema has, and lets columns take null that may now. What nobody described keeps the
 * comment that it has: somebody may have written it by hand.
 */
export async function matchNotes(session: TableSession, table: TableName, notes: TableNotes): Promise<void> {
  const { comments, notNull } = await held(session, table)
  await comment(session, table, notes, comments)
  for (const [column, { nullable }] of Object.entries(notes.columns)) {
    if (nullable && notNull.has(column))
      await session.run(`alter table ${qualified(table)} alter column ${identifier(column)} drop not null`)
  }
}

/** Gives a table that was just made its comments. */
export async function commentNew(session: TableSession, table: TableName, notes: TableNotes): Promise<void> {
  await comment(session, table, notes, new Map())
}

/** The comments of a table that is about to be replaced: what nobody described keeps the one that it has. */
export async function commentsOf(session: TableSession, table: TableName): Promise<Held['comments']> {
  return (await held(session, table)).comments
}

/** Gives a stage that became a table the comments that its schema has, and otherwise those `before`, in place of its notes. */
export async function commentSwapped(
  session: TableSession,
  table: TableName,
  notes: TableNotes,
  before: Held['comments'],
): Promise<void> {
  const columns = Object.entries(notes.columns).map(([column, note]) => [
    column,
    { ...note, description: note.description ?? before.get(column) },
  ])
  const description = notes.description ?? before.get(null)
  if (description === undefined) await session.run(`comment on table ${qualified(table)} is null`)
  await comment(session, table, { description, columns: Object.fromEntries(columns) }, new Map())
}

async function comment(
  session: TableSession,
  table: TableName,
  notes: TableNotes,
  present: Held['comments'],
): Promise<void> {
  const name = qualified(table)
  const { commentText } = session.dialect
  if (notes.description !== undefined && notes.description !== present.get(null))
    await session.run(`comment on table ${name} is ${commentText(notes.description)}`)
  for (const [column, { description }] of Object.entries(notes.columns)) {
    if (description !== undefined && description !== present.get(column))
      await session.run(`comment on column ${name}.${identifier(column)} is ${commentText(description)}`)
  }
}

async function held(session: TableSession, table: TableName): Promise<Held> {
  const rows = await session.rows(session.dialect.notes(table))
  return {
    comments: new Map(
      rows.flatMap(({ name, comment }) => (comment === null ? [] : [[name as string | null, String(comment)]])),
    ),
    notNull: new Set(rows.flatMap(({ name, not_null }) => (not_null === true ? [String(name)] : []))),
  }
}

import { type RawBuilder, sql } from 'kysely'

const names = [
  'log',
  'events',
  'assets',
  'names',
  'materializations',
  'ledger',
  'dynamic_keys',
  'notes',
  'leases',
  'held',
  'keys',
] as const

/**
 * The tables of a state store, each with its schema in front: a pooler may give every transaction another connection, so none
 * can rely on a `search_path`. What they hold is said in `migrations`.
 */
export type Tables = { readonly [Name in (typeof names)[number]]: RawBuilder<unknown> }

export function tablesIn(schema: string): Tables {
  return Object.fromEntries(names.map((name) => [name, sql.id(schema, name)])) as Tables
}

import type { Compilable } from 'kysely'
import type { queries } from '../tables.ts'
import { eventLog } from './0001-event-log.ts'

/** The steps from an empty file to today's tables. */
const migrations: readonly ((db: typeof queries) => readonly Compilable[])[] = [eventLog]

/** The tables that the first step makes. Those of version 1 were made by pre-releases only. */
export const oldestVersion = 2

/** The tables of today: what a file's `user_version` is then. */
export const newestVersion = oldestVersion + migrations.length - 1

/** The steps that a file of a version still has before it; 0 is a file without tables. */
export function migrationsAfter(version: number): typeof migrations {
  return migrations.slice(version === 0 ? 0 : version - oldestVersion + 1)
}

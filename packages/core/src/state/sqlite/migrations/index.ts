import type { Compilable } from 'kysely'
import type { queries } from '../tables.ts'
import { eventLog } from './0001-event-log.ts'

/** The steps from an empty file to today's tables. A file's `user_version` says how many it has behind it. */
export const migrations: readonly ((db: typeof queries) => readonly Compilable[])[] = [eventLog]

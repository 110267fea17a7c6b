import type { RawBuilder } from 'kysely'
import type { Tables } from '../tables.ts'
import { eventLog } from './0001-event-log.ts'

/** The steps from an empty schema to today's tables: step `n` leads to version `n`. */
export const migrations: readonly ((tables: Tables) => readonly RawBuilder<unknown>[])[] = [eventLog]

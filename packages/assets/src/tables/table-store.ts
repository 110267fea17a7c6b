import type { Store } from '@headwater/core/io'
import { setTimeout as pause } from 'node:timers/promises'
import type { Write } from '../sql/write-mode.ts'
import { checkTables } from '../checks/check-tables.ts'
import { committedBy, raiseFence } from './ledger.ts'
import { publishTables } from './publish-tables.ts'
import { foldedName, qualified } from './quote.ts'
import { removeTables } from './remove-tables.ts'
import { shapeChange } from './shape-change.ts'
import { dropStage, stagePrefixes, stagesOf } from './stage-table.ts'
import { stageValues } from './stage-values.ts'
import { tableLocation } from './table-location.ts'
import { tablePieces } from './table-pieces.ts'
import { TableReader } from './table-reader.ts'
import type { TablePlace } from './table-place.ts'
import type { Changing, TableDatabase, TableSession } from './table-session.ts'

/** Trying again is given up after this, some 6 s in all: time for a server to be started again. */
const longestPauseMs = 3200

/**
 * The store of tables in a database. Its commit is the database's own: `publish` changes tables and commit rows in one
 * transaction. Values are arrays of objects, batches of columns or streams of them, whose columns `rowSchema` tells; they come
 * back in the order in which they were written, with Dates, bigints and nested values as they were.
 *
 * `mode` is how an SQL asset writes; values replace what is there.
 *
 * Stage tables, commits and fences lie in schema `_headwater` of the same database. A partitioned asset's table has a column
 * `_partition`, which readers do not see.
 */
export function tableStore(
  database: () => TableDatabase,
  tableOf: (asset: string) => TablePlace,
  mode: Write['mode'] = 'replace',
): Store {
  const reader = new TableReader(database)
  const changing: Changing = (work) => database().use((session) => session.transaction(() => work(session)))
  // Whether a commit whose answer got lost took place is seen when it is tried again: it changes nothing then.
  const surely = async <T>(work: (session: TableSession) => Promise<T>): Promise<T> => {
    for (let pauseMs = 100; ; pauseMs *= 2) {
      try {
        return await changing(work)
      } catch (error) {
        if (!database().isUnanswered?.(error) || pauseMs > longestPauseMs) throw error
      }
      await pause(pauseMs * (0.5 + Math.random()))
    }
  }
  const holding = <T>(asset: string, work: (session: TableSession) => Promise<T>) =>
    surely(async (session) => {
      await session.hold([asset])
      return work(session)
    })
  return Object.freeze<Store>({
    commit: 'in-place',
    get tellsColumns() {
      return database().dialect.tellsColumns
    },
    get home() {
      return database()
    },
    stage: (values) => stageValues(changing, values, tableOf),
    check: (values, rules) => checkTables(database(), values, rules),
    read: async (location, at) => reader.read(tableLocation(location), at),
    pieces: (location, at) => tablePieces(database, tableLocation(location), at),
    place: (location) => {
      const { schema, table } = tableLocation(location)
      return `table ${schema}.${table} in ${database().place}`
    },
    shapeChange: (question) =>
      shapeChange({ dialect: database().dialect, schemaChange: tableOf(question.asset).schemaChange, mode }, question),
    target: (asset) => `table ${qualified(foldedName(database().dialect, tableOf(asset)))}`,
    publish: (staged, attempt) => surely((session) => publishTables(session, staged, attempt)),
    remove: (values, attempt) => surely((session) => removeTables(session, values, attempt)),
    // A commit that is under way is waited for: whoever asks takes the answer for final.
    committed: (attempt, asset) => holding(asset, (session) => committedBy(session, attempt, asset)),
    fence: (asset, token, partitions) => holding(asset, (session) => raiseFence(session, asset, token, partitions)),
    sweep: (attemptOrRun, asset, keep) =>
      surely(async (session) => {
        const kept = new Set(keep.map(({ stage }) => stage))
        const dead = (await stagesOf(session, attemptOrRun, asset)).filter((stage) => !kept.has(stage))
        for (const stage of dead) await dropStage(session, stage)
        const loads = await database().sweepLoads?.(stagePrefixes(attemptOrRun, asset), kept)
        return dead.length + (loads ?? 0)
      }),
  })
}

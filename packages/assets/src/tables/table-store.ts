import type { Staged, Store } from '@headwater/core/io'
import { setTimeout as pause } from 'node:timers/promises'
import { committedBy, raiseFence } from './ledger.ts'
import { publishTables } from './publish-tables.ts'
import { foldedName, qualified } from './quote.ts'
import { removeTables } from './remove-tables.ts'
import { type StagedValue, stageRows } from './stage-rows.ts'
import { dropStage, stagePrefixes, stagesOf } from './stage-table.ts'
import { tableLocation } from './table-location.ts'
import { TableReader } from './table-reader.ts'
import type { TablePlace } from './table-place.ts'
import type { TableDatabase, TableSession } from './table-session.ts'

/** Trying again is given up after this, some 6 s in all: time for a server to be started again. */
const longestPauseMs = 3200

/**
 * The store of tables in a database. Its commit is the database's own: `publish` changes tables and commit rows in one
 * transaction. Values are arrays of objects, whose columns `rowSchema` tells; they come back in the order in which they
 * were written, with Dates, bigints and nested values as they were.
 *
 * Stage tables, commits and fences lie in schema `_headwater` of the same database. A partitioned asset's table has a column
 * `_partition`, which readers do not see.
 */
export function tableStore(database: () => TableDatabase, tableOf: (asset: string) => TablePlace): Store {
  const reader = new TableReader(database)
  const changing = <T>(work: (session: TableSession) => Promise<T>) =>
    database().use((session) => session.transaction(() => work(session)))
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
    get home() {
      return database()
    },
    stage: (values) => changing((session) => stageAll(session, values, tableOf)),
    read: async (location, at) => reader.read(tableLocation(location), at),
    place: (location) => {
      const { schema, table } = tableLocation(location)
      return `table ${schema}.${table} in ${database().place}`
    },
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

/** One stage table per asset; the answers stand in the order of the values. */
async function stageAll(
  session: TableSession,
  values: readonly StagedValue[],
  tableOf: (asset: string) => TablePlace,
): Promise<readonly Staged[]> {
  const staged = new Map<StagedValue, Staged>()
  for (const [asset, [first, ...rest]] of Map.groupBy(values, ({ at }) => at.asset)) {
    if (!first) continue
    const group = [first, ...rest] as const
    const answers = await stageRows(session, group, tableOf(asset))
    for (const [index, answer] of answers.entries()) staged.set(group[index] ?? first, answer)
  }
  return values.flatMap((value) => staged.get(value) ?? [])
}

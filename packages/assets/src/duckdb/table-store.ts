import { relative } from 'node:path'
import type { Staged, Store } from '@headwater/core/io'
import type { TableName } from '../sql/warehouse.ts'
import type { DuckDbFile } from './duckdb-file.ts'
import type { DuckDbSession } from './duckdb-session.ts'
import { committedBy, raiseFence } from './ledger.ts'
import { publishTables } from './publish-tables.ts'
import { removeTables } from './remove-tables.ts'
import { foldedName, qualified } from './quote.ts'
import { TableReader } from './table-reader.ts'
import { dropStage, stagesOf } from './stage-table.ts'
import { type StagedValue, stageRows } from './stage-rows.ts'
import { tableLocation } from './table-location.ts'

/**
 * The store of tables in a DuckDB file. Its commit is DuckDB's own: `publish` changes tables and commit rows in one
 * transaction. Values are arrays of objects, whose columns `rowSchema` tells; they come back in the order in which they
 * were written, with Dates, bigints and nested values as they were.
 *
 * Stage tables, commits and fences lie in schema `_headwater` of the same file. A partitioned asset's table has a column
 * `_partition`, which readers do not see.
 */
export function tableStore(file: () => DuckDbFile, tableOf: (asset: string) => TableName): Store {
  const reader = new TableReader(file)
  return Object.freeze<Store>({
    commit: 'in-place',
    get home() {
      return file()
    },
    stage: (values) => file().use((session) => session.transaction(() => stageAll(session, values, tableOf))),
    read: async (location, at) => reader.read(tableLocation(location), at),
    place: (location) => {
      const { schema, table } = tableLocation(location)
      return `table ${schema}.${table} in ${relative(process.cwd(), file().path)}`
    },
    target: (asset) => `table ${qualified(foldedName(tableOf(asset)))}`,
    publish: (staged, attempt) =>
      file().use((session) => session.transaction(() => publishTables(session, staged, attempt))),
    remove: (values, attempt) =>
      file().use((session) => session.transaction(() => removeTables(session, values, attempt))),
    committed: (attempt, asset) => file().use((session) => committedBy(session, attempt, asset)),
    fence: (asset, token, partitions) =>
      file().use((session) => session.transaction(() => raiseFence(session, asset, token, partitions))),
    sweep: (attemptOrRun, asset, keep) =>
      file().use((session) =>
        session.transaction(async () => {
          const kept = new Set(keep.map(({ stage }) => stage))
          const dead = (await stagesOf(session, attemptOrRun, asset)).filter((stage) => !kept.has(stage))
          for (const stage of dead) await dropStage(session, stage)
          return dead.length
        }),
      ),
  })
}

/** One stage table per asset; the answers stand in the order of the values. */
async function stageAll(
  session: DuckDbSession,
  values: readonly StagedValue[],
  tableOf: (asset: string) => TableName,
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

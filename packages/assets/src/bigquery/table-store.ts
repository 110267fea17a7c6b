import type { Staged, Store } from '@headwater/core/io'
import { columnTypes } from '../sql/type-mapping.ts'
import type { Write } from '../sql/write-mode.ts'
import { shapeChange } from '../tables/shape-change.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { checkTables } from './check-tables.ts'
import { publishTables } from './publish-tables.ts'
import { removeRows } from './remove-rows.ts'
import type { StagedValue } from './load-stage.ts'
import { type StageTarget, stageValues, sweepStages } from './stage-tables.ts'
import { showView } from './show-view.ts'
import { TableReader } from './table-reader.ts'
import { qualified, tableLocation } from './table-location.ts'

/**
 * The store of tables in BigQuery. Its commit is a transaction of BigQuery's. Values are arrays of objects, batches of
 * columns or streams of them, whose columns `rowSchema` tells; they come back in the order in which they were written. `mode`
 * is how an SQL asset writes; values replace what is there.
 *
 * Stages and ledgers lie in tables `_headwater_...` of the dataset. A table has a column `_headwater_row` for the
 * order of its rows and, where its asset is partitioned, `_headwater_partition`; readers see neither.
 */
export function tableStore(
  home: BigQueryHome,
  targetOf: (asset: string) => StageTarget,
  mode: Write['mode'] = 'replace',
): Store {
  const { service } = home
  const reader = new TableReader(home)
  const ledgerOf = (asset: string) => home.ledgerOf(targetOf(asset))
  return Object.freeze<Store>({
    commit: 'in-place',
    home,
    stage: (values) => stageAll(service, values, targetOf),
    check: (values, rules) => checkTables(home, values, rules),
    read: async (location, at) => reader.read(tableLocation(location), at),
    pieces: (location, at) => reader.pieces(tableLocation(location), at),
    place: (location) => {
      const { dataset, table } = tableLocation(location)
      return `table ${dataset}.${table} in BigQuery`
    },
    shapeChange: (question) =>
      shapeChange({ dialect: { types }, schemaChange: targetOf(question.asset).schemaChange, mode }, question),
    target: (asset) => `table ${qualified(targetOf(asset))} in BigQuery`,
    publish: (staged, attempt) => publishTables(home, staged, attempt),
    remove: (values, attempt) => removeRows(home, values, attempt),
    committed: async (attempt, asset) => {
      const committed = await ledgerOf(asset).committedBy(attempt, asset, true)
      // Whoever committed a view may have died before it was shown. Where it cannot be shown now, the commit holds all the same.
      for (const { location } of committed) await showView(home, tableLocation(location)).catch(() => undefined)
      return committed
    },
    fence: (asset, token, partitions) => ledgerOf(asset).raise(asset, token, partitions),
    sweep: (attemptOrRun, asset, keep) => {
      const kept = keep.flatMap((location) => tableLocation(location).stage?.table ?? [])
      return sweepStages(service, { attemptOrRun, asset, keep: new Set(kept) })
    },
  })
}

const types = columnTypes.bigquery

/** One stage per asset; the answers stand in the order of the values. */
async function stageAll(
  service: BigQueryService,
  values: readonly StagedValue[],
  targetOf: (asset: string) => StageTarget,
): Promise<readonly Staged[]> {
  const staged = new Map<StagedValue, Staged>()
  for (const [asset, [first, ...rest]] of Map.groupBy(values, ({ at }) => at.asset)) {
    if (!first) continue
    const group = [first, ...rest] as const
    const answers = await stageValues(service, group, targetOf(asset))
    for (const [index, answer] of answers.entries()) staged.set(group[index] ?? first, answer)
  }
  return values.flatMap((value) => staged.get(value) ?? [])
}

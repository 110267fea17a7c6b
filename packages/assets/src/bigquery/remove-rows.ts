import type { Attempt, Removal } from '@headwater/core/io'
import { dropTable, findTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { explainLease, type Ledger, parametersOf, runTransaction } from './ledger.ts'
import { daysOf, partitionField, whichRows } from './partition-filter.ts'
import { integerParameter, type Parameters } from './query-parameters.ts'
import { qualified, type TableLocation, tableLocation } from './table-location.ts'

/**
 * Deletes committed partitions with their commit rows, in one transaction. Tables stay, empty where nothing is left:
 * BigQuery drops none in a transaction, and after it another run may have published there. A view, which holds no rows, is
 * dropped after it. Afterwards nobody with a lower token can bring the rows back. Throws LEASE_LOST when a later attempt has committed or fenced one of them.
 */
export async function removeRows(home: BigQueryHome, values: readonly Removal[], attempt: Attempt): Promise<void> {
  const checks: string[] = []
  const changes: string[] = []
  let parameters: Parameters = { token: integerParameter(attempt.token) }
  const groups = Map.groupBy(values, ({ asset, location }) => `${asset} ${qualified(tableLocation(location))}`)
  const ledgers = new Set<Ledger>()
  for (const [index, group] of [...groups.values()].entries()) {
    const [first] = group
    if (!first) continue
    const suffix = `_${index}`
    const location = tableLocation(first.location)
    const partitions = group.map(({ partition }) => partition)
    const ledger = home.ledgerOf(location)
    const rows = await deleteRows(home, { location, partitions }, suffix)
    ledgers.add(ledger)
    checks.push(ledger.checkTokens(suffix))
    changes.push(...rows.statements, ledger.forget(suffix), ...ledger.fence(suffix))
    parameters = { ...parameters, ...parametersOf(suffix, first.asset, partitions), ...rows.parameters }
  }
  const assets = [...new Set(values.map(({ asset }) => asset))]
  const work = { what: `the removal of asset \`${assets.join('`, `')}\``, parameters }
  await runTransaction(home.service, [...ledgers], [...checks, ...changes], work).catch((error: unknown) =>
    explainLease(error, assets, attempt),
  )
  for (const { location } of values) await dropView(home, tableLocation(location))
}

async function dropView({ service }: BigQueryHome, { view, ...place }: TableLocation): Promise<void> {
  if (view && (await findTable(service, place))?.isView) await dropTable(service, place)
}

/** Only what is committed: rows that are not were there before Headwater, or are gone. */
async function deleteRows(
  home: BigQueryHome,
  { location, partitions }: { readonly location: TableLocation; readonly partitions: readonly (string | null)[] },
  suffix: string,
): Promise<{ readonly statements: readonly string[]; readonly parameters: Parameters }> {
  const table = await findTable(home.service, location)
  if (!table || table.isView) return { statements: [], parameters: {} }
  const isCommitted = `EXISTS (SELECT 1 FROM ${home.ledgerOf(location).name}
    WHERE kind = 'commit' AND asset = @asset${suffix} AND partition_key IN UNNEST(@keys${suffix}))`
  const which = partitionField(table) ? `${whichRows(table, suffix)} AND ${isCommitted}` : isCommitted
  return {
    statements: [`DELETE FROM ${qualified(table)} WHERE ${which}`],
    parameters: daysOf(table, partitions, suffix),
  }
}

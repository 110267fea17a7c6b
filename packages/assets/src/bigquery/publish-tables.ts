import { type Attempt, digest, fail, type Staged } from '@headwater/core/io'
import { dropTable, type FoundTable, requireTable, tableFor, type Wanted } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { fromStage, identifier, partitionColumn, rowColumn } from './column-types.ts'
import { commitParameters, explainLease, parametersOf, runTransaction } from './ledger.ts'
import { daysOf, partitionField, whichRows } from './partition-filter.ts'
import { integerParameter, type Parameters, textParameter } from './query-parameters.ts'
import { publishedLocation, qualified, tableLocation } from './table-location.ts'

/** What may be published together: partitions of one asset that lie in one stage. */
interface Group extends Wanted {
  readonly staged: readonly [Staged, ...Staged[]]
}

/**
 * Publishes what an attempt staged, by one script that is one transaction: tables and ledgers change, or nothing does. What
 * the attempt has committed before is left as it is. Answers in the order of `staged`.
 *
 * The id of the job follows from the attempt and from what it staged: when the reply is lost, or the process dies and
 * another one publishes again, BigQuery answers that there is such a job, and it is its outcome that counts.
 */
export async function publishTables(
  home: BigQueryHome,
  staged: readonly Staged[],
  attempt: Attempt,
): Promise<readonly Staged[]> {
  const published = new Map<string, Staged>()
  const ledgers = new Map(staged.map(({ asset, location }) => [asset, home.ledgerOf(tableLocation(location))]))
  for (const [asset, ledger] of ledgers) {
    for (const done of await ledger.committedBy(attempt.id, asset, false)) published.set(placeOf(done), done)
  }
  const groups = groupsOf(staged.filter((one) => !published.has(placeOf(one))))
  if (groups.length > 0) {
    for (const done of await publishGroups(home, groups, attempt)) published.set(placeOf(done), done)
  }
  return staged.map((one) => published.get(placeOf(one)) ?? one)
}

function placeOf({ asset, partition }: Staged): string {
  return JSON.stringify([asset, partition])
}

/** An asset may have been staged in several calls, each into a table of its own. */
function groupsOf(staged: readonly Staged[]): readonly Group[] {
  const groups = Map.groupBy(staged, ({ asset, location }) =>
    JSON.stringify([asset, tableLocation(location).stage?.table]),
  )
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (!first) return []
    const location = tableLocation(first.location)
    const { stage } = location
    if (!stage) return failOnPublished(first)
    const all = [first, ...rest] as const
    return [
      {
        asset: first.asset,
        location: { ...location, stage },
        partitions: all.map(({ partition }) => partition),
        staged: all,
      },
    ]
  })
}

async function publishGroups(
  home: BigQueryHome,
  groups: readonly Group[],
  attempt: Attempt,
): Promise<readonly Staged[]> {
  const { service } = home
  const checks: string[] = []
  const changes: string[] = []
  const published: Staged[] = []
  let parameters: Parameters = { attempt: textParameter(attempt.id), token: integerParameter(attempt.token) }
  for (const [index, group] of groups.entries()) {
    const suffix = `_${index}`
    const ledger = home.ledgerOf(group.location)
    await requireTable(service, { dataset: service.dataset, table: group.location.stage.table }, group.asset)
    const target = await tableFor(service, group)
    const commits = group.staged.map(publishedAs)
    checks.push(ledger.checkTokens(suffix))
    changes.push(...replaceRows(service, group, target, suffix), ...ledger.record(suffix))
    parameters = {
      ...parameters,
      ...parametersOf(suffix, group.asset, group.partitions),
      ...commitParameters(suffix, commits, target.created),
      ...daysOf(target, group.partitions, suffix),
    }
    published.push(...commits)
  }
  const assets = [...new Set(groups.map(({ asset }) => asset))]
  const work = {
    what: `the publication of asset \`${assets.join('`, `')}\``,
    parameters,
    id: publicationId(groups, attempt),
  }
  const ledgers = [...new Set(groups.map(({ location }) => home.ledgerOf(location)))]
  await runTransaction(service, ledgers, [...checks, ...changes], work).catch((error: unknown) =>
    explainLease(error, assets, attempt),
  )
  for (const { location } of groups) await dropTable(service, { dataset: service.dataset, table: location.stage.table })
  return published
}

function publicationId(groups: readonly Group[], { id, token }: Attempt): string {
  const staged = groups.flatMap((group) =>
    group.staged.map(({ partition, dataVersion, location }) => [partition, dataVersion, location]),
  )
  return `headwater_publish_${digest(JSON.stringify([id, token, staged]))}`
}

/** What `committed` would answer: only what the ledger knows. */
function publishedAs({ asset, partition, dataVersion, rows, location }: Staged): Staged {
  return { asset, partition, location: publishedLocation(tableLocation(location)), dataVersion, rows }
}

function replaceRows(
  service: BigQueryService,
  { location, partitions }: Group,
  target: FoundTable,
  suffix: string,
): readonly string[] {
  const { columns, table } = location.stage
  const stage = qualified({ dataset: service.dataset, table })
  const partition = partitionField(target)
  const isPartitioned = partitions[0] !== null
  const names = [...columns.map(({ name }) => name), ...(isPartitioned ? [partitionColumn] : []), rowColumn]
  const key = partition?.type === 'DATE' ? `CAST(${identifier(partitionColumn)} AS DATE)` : identifier(partitionColumn)
  const values = [...columns.map(fromStage), ...(isPartitioned ? [key] : []), identifier(rowColumn)]
  return [
    `DELETE FROM ${qualified(target)} WHERE ${isPartitioned ? whichRows(target, suffix) : 'TRUE'}`,
    `INSERT INTO ${qualified(target)} (${names.map((name) => identifier(name)).join(', ')})
      SELECT ${values.join(', ')} FROM ${stage} WHERE ${identifier(partitionColumn)} IN UNNEST(@keys${suffix})`,
  ]
}

function failOnPublished({ asset, location }: Staged): never {
  const { dataset, table } = tableLocation(location)
  return fail('VALUE_GONE', {
    message: `there is nothing staged to publish to table \`${dataset}.${table}\` of asset \`${asset}\`: the location is a published one`,
    hint: `Publish what \`stage\` returned. Rows are found by table and column \`${partitionColumn}\` after that.`,
    asset,
  })
}

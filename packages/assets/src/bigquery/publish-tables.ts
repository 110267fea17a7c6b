import { type Attempt, digest, fail, isHeadwaterError, type Staged } from '@headwater/core/io'
import { dropTable, type FoundTable, requireTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { addsToRows, changeRows } from './change-rows.ts'
import { chunksOf } from './chunks-of.ts'
import { partitionColumn, rowColumn } from './column-types.ts'
import { identifier } from './google-sql.ts'
import { explainAmbiguity } from './keep-changes.ts'
import { makeRepeats } from './keep-versions.ts'
import {
  commitParameters,
  explainLease,
  isRepeated,
  parametersOf,
  readCommit,
  runTransaction,
  viewCreated,
} from './ledger.ts'
import { daysOf, whichRows } from './partition-filter.ts'
import { integerParameter, type Parameters, textParameter } from './query-parameters.ts'
import { summaryOf } from './row-summary.ts'
import { requireNoTable, showView } from './show-view.ts'
import { tableFor } from './table-for.ts'
import { publishedLocation, qualified, type TableLocation, tableLocation } from './table-location.ts'

/** What may be published together: partitions of one asset that lie in one stage, or a view. */
interface Group {
  readonly asset: string
  readonly location: TableLocation
  /** [null] for a table without partitions. */
  readonly partitions: readonly (string | null)[]
  readonly staged: readonly Staged[]
}

/**
 * Publishes what an attempt staged, by one script that is one transaction: tables and ledgers change, or nothing does. What
 * the attempt has committed before is left as it is. Answers in the order of `staged`. Views are shown after it.
 *
 * The id of the job follows from the attempt and from what it staged: when the reply is lost, or the process dies and
 * another one publishes again, BigQuery answers that there is such a job, and it is its outcome that counts.
 */
export async function publishTables(
  home: BigQueryHome,
  staged: readonly Staged[],
  attempt: Attempt,
): Promise<readonly Staged[]> {
  const published = await committedOf(home, staged, attempt)
  const pending = staged.filter((one) => !published.has(placeOf(one)))
  try {
    for (const done of await publishGroups(home, groupsOf(pending), attempt)) published.set(placeOf(done), done)
  } catch (error) {
    // Another process may have published for the same attempt meanwhile, and dropped the stage.
    const isGone = isHeadwaterError(error) && error.code === 'VALUE_GONE'
    const isOvertaken = isGone && (await committedOf(home, staged, attempt)).size > published.size
    if (!isOvertaken && !isRepeated(error)) throw error
    return publishTables(home, staged, attempt)
  }
  for (const { location } of published.values()) await showView(home, tableLocation(location))
  return staged.map((one) => published.get(placeOf(one)) ?? one)
}

/** What the attempt has committed of the assets that were staged. */
async function committedOf(
  home: BigQueryHome,
  staged: readonly Staged[],
  attempt: Attempt,
): Promise<Map<string, Staged>> {
  const ledgers = new Map(staged.map(({ asset, location }) => [asset, home.ledgerOf(tableLocation(location))]))
  const committed = new Map<string, Staged>()
  for (const [asset, ledger] of ledgers) {
    for (const done of await ledger.committedBy(attempt.id, asset, false)) committed.set(placeOf(done), done)
  }
  return committed
}

function placeOf({ asset, partition }: Staged): string {
  return JSON.stringify([asset, partition])
}

/** An asset may have been staged in several calls, each into a table of its own. */
function groupsOf(staged: readonly Staged[]): readonly Group[] {
  const groups = Map.groupBy(staged, ({ asset, location }) =>
    JSON.stringify([asset, tableLocation(location).stage?.table]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const location = tableLocation(first.location)
    if (!location.write) return failOnPublished(first)
    return [{ asset: first.asset, location, partitions: group.map(({ partition }) => partition), staged: group }]
  })
}

async function publishGroups(
  home: BigQueryHome,
  groups: readonly Group[],
  attempt: Attempt,
): Promise<readonly Staged[]> {
  if (groups.length === 0) return []
  const changes: Change[] = []
  for (const [index, group] of groups.entries())
    changes.push(await changeOf(home, group, { suffix: `_${index}`, attempt }))
  const assets = [...new Set(groups.map(({ asset }) => asset))]
  const ledgers = [...new Set(groups.map(({ location }) => home.ledgerOf(location)))]
  const statements = [
    ...groups.map(({ location }, index) => home.ledgerOf(location).checkAttempt(`_${index}`)),
    ...changes.flatMap(({ statements }) => statements),
    ledgers.map(({ commitsBy }) => commitsBy).join(' UNION ALL '),
  ]
  const own = { attempt: textParameter(attempt.id), token: integerParameter(attempt.token) }
  const work = {
    what: `the publication of asset \`${assets.join('`, `')}\``,
    parameters: Object.assign({}, own, ...changes.map(({ parameters }) => parameters)) as Parameters,
    id: publicationId(groups, attempt),
  }
  const rows = await runTransaction(home.service, ledgers, statements, work)
    .catch((error: unknown) => explainAmbiguity(error, groups))
    .catch((error: unknown) => explainLease(error, assets, attempt))
  for (const { location } of groups) {
    if (location.stage) await dropTable(home.service, { dataset: home.service.dataset, table: location.stage.table })
  }
  return rows.map(readCommit)
}

function publicationId(groups: readonly Group[], { id, token }: Attempt): string {
  const staged = groups.flatMap((group) =>
    group.staged.map(({ partition, dataVersion, location }) => [partition, dataVersion, location]),
  )
  return `headwater_publish_${digest(JSON.stringify([id, token, staged]))}`
}

/** What is to be done for a group in the transaction. */
interface Change {
  readonly statements: readonly string[]
  readonly parameters: Parameters
}

async function changeOf(
  home: BigQueryHome,
  group: Group,
  { suffix, attempt }: { readonly suffix: string; readonly attempt: Attempt },
): Promise<Change> {
  const { asset, partitions, location } = group
  const commits = group.staged.map(publishedAs)
  const ledger = home.ledgerOf(location)
  if (!location.stage) {
    await requireNoTable(home.service, location, asset)
    const parameters = { ...parametersOf(suffix, asset, partitions), ...commitParameters(suffix, commits, viewCreated) }
    return { statements: ledger.record(suffix), parameters }
  }
  const { stage } = location
  const notes = await requireTable(home.service, { dataset: home.service.dataset, table: stage.table }, asset)
  const wanted = { asset, location: { ...location, stage }, partitions, notes }
  const target = await tableFor(home, wanted, attempt)
  if (location.write?.mode === 'scd2')
    await home.service.query({ what: `to keep versions of ${qualified(target)}`, sql: makeRepeats(target) })
  const rows = rowChange(home, group, { target, suffix })
  return {
    statements: [...rows.statements, ...ledger.record(suffix, countedAfter(group, target, suffix))],
    parameters: {
      ...parametersOf(suffix, asset, partitions),
      ...commitParameters(suffix, commits, target.created),
      ...daysOf(target, partitions, suffix),
      ...rows.parameters,
    },
  }
}

/** As many partitions as one statement may change (https://cloud.google.com/bigquery/quotas#partitioned_tables). */
const partitionsAtOnce = 4000

/** More partitions than one statement may change are changed by several of them, in the same transaction. */
function rowChange(
  home: BigQueryHome,
  { asset, location, partitions }: Group,
  { target, suffix }: { readonly target: FoundTable; readonly suffix: string },
): Change {
  const { stage, write } = location
  if (!stage || !write) return { statements: [], parameters: {} }
  const shared = {
    stage: qualified({ dataset: home.service.dataset, table: stage.table }),
    columns: stage.columns,
    target,
    write,
    partitioned: partitions[0] !== null,
    ledger: home.ledgerOf(location).name,
  }
  if (partitions.length <= partitionsAtOnce) return { statements: changeRows({ ...shared, suffix }), parameters: {} }
  const parts = chunksOf(partitions, partitionsAtOnce).map((keys, part) => ({ suffix: `${suffix}_${part}`, keys }))
  const parameters = parts.map((part) => ({
    ...parametersOf(part.suffix, asset, part.keys),
    ...daysOf(target, part.keys, part.suffix),
  }))
  return {
    statements: parts.flatMap(({ suffix }) => changeRows({ ...shared, suffix })),
    parameters: Object.assign({}, ...parameters) as Parameters,
  }
}

/** Where rows stay beside the new ones, the version is that of all rows of the table, or of the partitions that change. */
function countedAfter({ location: { stage, write }, partitions }: Group, target: FoundTable, suffix: string) {
  const partitioned = partitions[0] !== null
  if (!stage || !write || !addsToRows(write, partitioned)) return undefined
  return summaryOf({
    relation: `${qualified(target)}${partitioned ? ` WHERE ${whichRows(target, suffix)}` : ''}`,
    columns: stage.columns,
    kept: 'stored',
    key: partitioned ? `CAST(${identifier(partitionColumn)} AS STRING)` : "''",
    row: identifier(rowColumn),
  })
}

/** What `committed` would answer: only what the ledger knows. */
function publishedAs({ asset, partition, dataVersion, rows, location }: Staged): Staged {
  return { asset, partition, location: publishedLocation(tableLocation(location)), dataVersion, rows }
}

function failOnPublished({ asset, location }: Staged): never {
  const { dataset, table } = tableLocation(location)
  return fail('VALUE_GONE', {
    message: `there is nothing staged to publish to table \`${dataset}.${table}\` of asset \`${asset}\`: the location is a published one`,
    hint: `Publish what \`stage\` returned. Rows are found by table and column \`${partitionColumn}\` after that.`,
    asset,
  })
}

import { type Attempt, fail, type Staged } from '@headwater/core/io'
import type { StoredWrite } from '../sql/write-mode.ts'
import { changeTable, showView } from './change-table.ts'
import { partitionColumn } from './column-types.ts'
import type { TableSession } from './table-session.ts'
import { checkTokens, committedBy, recordCommits } from './ledger.ts'
import { qualified } from './quote.ts'
import { requireRelation } from './relation.ts'
import { dropStage, stageTable } from './stage-table.ts'
import { publishedLocation, type TableLocation, tableLocation } from './table-location.ts'
import { tableVersions } from './table-version.ts'

/** One staged partition, with its location read. */
interface Pending {
  readonly staged: Staged
  readonly location: TableLocation
}

/**
 * Publishes what an attempt staged, in the current transaction: the tables change and the commit rows are written, or
 * nothing is. What the attempt has committed before is left as it is. Answers in the order of `staged`.
 */
export async function publishTables(
  session: TableSession,
  staged: readonly Staged[],
  attempt: Attempt,
): Promise<readonly Staged[]> {
  const published = new Map<string, Staged>()
  await session.hold([...new Set(staged.map(({ asset }) => asset))])
  for (const [asset, group] of Map.groupBy(staged, ({ asset }) => asset)) {
    for (const done of await committedBy(session, attempt.id, asset)) published.set(keyOf(done), done)
    const pending = group.filter((one) => !published.has(keyOf(one)))
    if (pending.length === 0) continue
    await checkTokens(
      session,
      asset,
      pending.map(({ partition }) => partition),
      attempt,
    )
    for (const done of await publishAsset(session, pending, attempt)) published.set(keyOf(done), done)
  }
  return staged.map((one) => published.get(keyOf(one)) ?? one)
}

function keyOf({ asset, partition }: Staged): string {
  return JSON.stringify([asset, partition])
}

/** An asset may have been staged in several calls, each into a table of its own. */
async function publishAsset(
  session: TableSession,
  staged: readonly Staged[],
  attempt: Attempt,
): Promise<readonly Staged[]> {
  const pending = staged.map((one) => ({ staged: one, location: tableLocation(one.location) }))
  const published: Staged[] = []
  for (const group of Map.groupBy(pending, ({ location }) => location.stage ?? location.view).values()) {
    const [first, ...rest] = group
    if (!first) continue
    const done = await (first.location.view === undefined
      ? publishStage(session, [first, ...rest])
      : publishView(session, first))
    await recordCommits(session, first.staged.asset, done, attempt)
    published.push(...done)
  }
  return published
}

async function publishView(session: TableSession, { staged, location }: Pending): Promise<readonly Staged[]> {
  await showView(session, location, location.view ?? '')
  return [publishedAs(staged, location)]
}

async function publishStage(
  session: TableSession,
  group: readonly [Pending, ...Pending[]],
): Promise<readonly Staged[]> {
  const [
    {
      staged: { asset, columns },
      location,
    },
  ] = group
  const { stage, write } = location
  if (stage === undefined || write === undefined) failOnPublished(asset, location)
  const from = await requireRelation(session, stageTable(stage), asset)
  const partitions = group.map(({ location }) => location.partition)
  const target = await changeTable(session, { asset, target: location, from, partitions, write })
  const versionOf = addsToRows(write, location.partition !== null)
    ? await tableVersions(session, {
        relation: qualified(target),
        columns: from.columns,
        partitioned: target.partitioned,
        columnsRead: columns && Object.keys(columns.of),
        order: target.order,
      })
    : undefined
  await dropStage(session, stage)
  return group.map(({ staged, location }) => ({ ...publishedAs(staged, location), ...versionOf?.(location.partition) }))
}

/** What `committed` would answer: only what the ledger knows. */
function publishedAs({ asset, partition, dataVersion, columns, rows }: Staged, location: TableLocation): Staged {
  return { asset, partition, location: publishedLocation(location), dataVersion, columns, rows }
}

/** Whether rows of earlier materializations stay beside the new ones, so that the version is not that of the stage. */
function addsToRows({ mode }: StoredWrite, partitioned: boolean): boolean {
  switch (mode) {
    case 'append':
    case 'merge':
    case 'scd2':
    case 'changes':
      return true
    case 'delete-insert':
      return !partitioned
    case 'replace':
    case 'view':
      return false
  }
}

function failOnPublished(asset: string, { schema, table }: TableLocation): never {
  fail('VALUE_GONE', {
    message: `there is nothing staged to publish to table \`${schema}.${table}\` of asset \`${asset}\`: the location is a published one`,
    hint: `Publish what \`stage\` returned. Rows are found by table and column \`${partitionColumn}\` after that.`,
    asset,
  })
}

import type { AssetDescription, Materialization, Project } from '@headwater/core'
import type { AssetBody, AssetStatusBody } from '../../contract/assets.ts'
import { describedIn } from './described.ts'
import type { Statuses } from './statuses.ts'

/** So many materializations are looked at for versions of the code and for how long one takes. */
const looked = 500
/** So many results of checks are looked through for the newest of each. */
const lookedResults = 500
/** How long a partition takes is told by so many materializations. */
const paceOf = 20

/** Everything that the overview of an asset shows. */
export async function assetOf(project: Project, statuses: Statuses, name: string): Promise<AssetBody> {
  const { key: asset } = project.graph.asset(name)
  const described = describedIn(project).get(asset)
  const [status] = await statuses.of([asset])
  if (!described || !status) throw new Error(`the asset ${asset} is in the graph and nothing describes it`)
  const [code, made, checks] = await Promise.all([
    project.code(asset),
    project.materializations(asset, { limit: looked }),
    checkStates(project, described, status),
  ])
  const expected = expectedOf(made.slice(-paceOf))
  return {
    ...describedBody(described, project.graph.downstream(asset)),
    status,
    columns: project.columns(asset).map(({ description, checks, ...column }) => ({
      ...column,
      ...(description !== undefined && { description }),
      checks: [...checks],
    })),
    checks,
    code: {
      version: code.version,
      ...(code.source && { source: code.source }),
      ...(code.sql !== undefined && { sql: code.sql }),
      history: versionsOf(made),
    },
    ...(expected && { expected }),
  }
}

function describedBody(described: AssetDescription, downstream: readonly string[]) {
  const { key, description, group, kinds, owners, tags, metadata, partitions, external, io, pool, resources } =
    described
  return {
    key,
    ...(description !== undefined && { description }),
    group,
    kinds: [...kinds],
    owners: [...owners],
    tags,
    metadata,
    partitions,
    external,
    ...(io !== undefined && { io }),
    ...(pool !== undefined && { pool }),
    resources: [...resources],
    deps: described.deps.map((dep) => ({ ...dep })),
    downstream: [...downstream],
  }
}

/** How each check of the asset stands. One that found nothing wrong has passed, if it ever ran. */
async function checkStates(
  project: Project,
  { key, checks }: AssetDescription,
  { failedChecks }: AssetStatusBody,
): Promise<AssetBody['checks']> {
  if (checks.length === 0) return []
  const results = await project.events({ asset: key, types: ['checked'], newestFirst: true, limit: lookedResults })
  return checks.map((check) => {
    const failed = failedChecks.find((known) => known.check === check.name)
    const newest = results.find((event) => event.type === 'checked' && event.check === check.name)
    return {
      ...check,
      passed: failed ? false : newest ? true : null,
      partitions: failed?.partitions ?? '',
      ...(newest && { time: newest.time }),
    }
  })
}

/** The versions of the code that made something, the newest first; one that came back is there again. */
function versionsOf(made: readonly Materialization[]): AssetBody['code']['history'] {
  const begun = made.filter(({ codeVersion }, index) => codeVersion !== made[index - 1]?.codeVersion)
  return begun.toReversed().map(({ codeVersion, time, runId }) => ({ version: codeVersion, since: time, runId }))
}

function expectedOf(made: readonly Materialization[]): AssetBody['expected'] {
  const sum = (value: (one: Materialization) => number) => made.reduce((total, one) => total + value(one), 0)
  const count = sum((one) => one.count)
  if (count === 0) return undefined
  const rows = sum((one) => one.rows ?? 0)
  return { seconds: sum(({ seconds }) => seconds) / count, ...(rows > 0 && { rows: Math.round(rows / count) }) }
}

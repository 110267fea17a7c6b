import type { Project } from '@headwater/core'
import type { AssetStatusBody } from '../../contract/assets.ts'
import type { HomeBody } from '../../contract/graph.ts'
import { type Status, status } from '../../contract/words.ts'
import type { Statuses } from './statuses.ts'

const hourMs = 3_600_000
const shownAssets = 50
const shownRuns = 10
/** So many ends of runs are read at a time. */
const readAtOnce = 200

/** What needs attention first. */
export async function homeOf(
  project: Project,
  statuses: Statuses,
  { name, now }: { readonly name: string; readonly now: number },
): Promise<HomeBody> {
  const [{ of }, live, recent, hours] = await Promise.all([
    statuses.all(),
    project.liveRuns(),
    project.runs(shownRuns),
    hoursOf(project, now),
  ])
  const all = [...of.values()]
  return {
    project: name,
    assets: all.length,
    counts: countsOf(all),
    late: all.filter(({ late }) => late.length > 0).length,
    attention: attention(all),
    running: live.map(({ making: _, silentSince, ...run }) => ({
      ...run,
      ...(silentSince !== undefined && { silentSince }),
    })),
    hours,
    recent: recent.map(({ runId, outcome, selection, startedAt, seconds, partitions }) => ({
      runId,
      // What neither ended nor is alive died: the next run will record that it failed.
      outcome: outcome === 'running' && !live.some((run) => run.runId === runId) ? 'failed' : outcome,
      selection,
      startedAt,
      ...(seconds !== undefined && { seconds }),
      partitions,
    })),
  }
}

function countsOf(all: readonly AssetStatusBody[]): HomeBody['counts'] {
  const counts = Object.fromEntries(status.options.map((word) => [word, 0])) as { [S in Status]: number }
  for (const asset of all) counts[asset.status] += 1
  return counts
}

/**
 * The worst first, and of equally bad ones those with more partitions. What is late keeps others waiting now, by what its owner
 * promised; what is stale can be had, only older than it might be.
 */
function attention(all: readonly AssetStatusBody[]): AssetStatusBody[] {
  return all
    .filter((asset) => badness(asset) > 0)
    .sort((a, b) => badness(b) - badness(a) || troubled(b) - troubled(a))
    .slice(0, shownAssets)
}

function badness({ counts, failedChecks, late }: AssetStatusBody): number {
  if (counts.failed > 0) return 6
  if (failedChecks.some(isError)) return 5
  if (late.some(isError)) return 4
  if (counts.stale > 0) return 3
  if (failedChecks.length > 0 || late.length > 0) return 2
  return counts.missing > 0 ? 1 : 0
}

function isError({ severity }: { readonly severity: 'warn' | 'error' }): boolean {
  return severity === 'error'
}

function troubled({ counts }: AssetStatusBody): number {
  return counts.failed + counts.stale + counts.missing
}

/** How the runs of the last 24 hours ended, by the hour in which they did. */
async function hoursOf(project: Project, now: number): Promise<HomeBody['hours']> {
  const first = Math.floor(now / hourMs) * hourMs - 23 * hourMs
  const hours = Array.from({ length: 24 }, (_, index) => ({
    start: first + index * hourMs,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
  }))
  for await (const { time, outcome } of endsSince(project, first)) {
    const hour = hours[Math.floor((time - first) / hourMs)]
    if (hour) hour[outcome] += 1
  }
  return hours
}

async function* endsSince(project: Project, since: number) {
  let until: number | undefined
  for (;;) {
    const ends = await project.events({ types: ['run_finished'], newestFirst: true, limit: readAtOnce, until })
    for (const event of ends) {
      if (event.type !== 'run_finished') continue
      if (event.time < since) return
      yield event
    }
    const last = ends.at(-1)
    if (!last || ends.length < readAtOnce) return
    until = last.position - 1
  }
}

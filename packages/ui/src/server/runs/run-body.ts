import type { Project } from '@headwater/core'
import type { RunBody } from '../../contract/runs.ts'
import { shellWords } from '../shell-words.ts'
import { criticalPath } from './critical-path.ts'
import { runItemOf } from './run-item.ts'
import type { AssetStory, RunStory } from './run-story.ts'

/** One run by asset, with what went wrong. */
export async function runBodyOf(project: Project, story: RunStory): Promise<RunBody> {
  const { started, finished, failures, failedChecks } = story
  const { runId } = started
  const live = (await project.liveRuns()).find((run) => run.runId === runId)
  const making = new Map(live?.making.map(({ asset, count }) => [asset, count]))
  const assets = [...story.assets.values()].map((each) => ({
    ...each,
    upstream: upstreamIn(project, story, each.asset),
  }))
  const critical = criticalPath(assets)
  return {
    ...runItemOf(started, finished, live),
    assets: assets.map(({ upstream, ...each }) => ({
      ...barOf(each),
      running: making.get(each.asset) ?? 0,
      critical: critical.has(each.asset),
      upstream: [...upstream],
    })),
    failures: failures.map(({ asset, partitionsInWords, count, problem }) => ({
      asset,
      partitions: partitionsInWords,
      count,
      problem,
    })),
    failedChecks: failedChecks.map(({ asset, check, partition, severity, facts }) => ({
      asset,
      check,
      partition,
      severity,
      ...(facts && { facts }),
    })),
    cli: {
      resume: shellWords(['headwater', 'backfill', '--resume', runId]),
      again: shellWords(['headwater', 'backfill', '--again', runId]),
    },
  }
}

function upstreamIn({ graph }: Project, { assets }: RunStory, asset: string): readonly string[] {
  return graph.has(asset) ? graph.upstream(asset).filter((key) => assets.has(key)) : []
}

function barOf({ asset, of, made, cutOff, failed, skipped, startedAt, endedAt, rows }: AssetStory) {
  return {
    asset,
    of,
    made,
    cutOff,
    failed,
    skipped,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(rows !== undefined && { rows }),
  }
}

import type { EventReport, Project } from '@headwater/core'
import type { AnswerOf, QueryOf } from '../../contract/routes.ts'
import type { StepItem } from '../../contract/runs.ts'
import { placeOf } from '../reads/pages.ts'
import { countOf, rowsOf } from './counted.ts'
import { criticalPath } from './critical-path.ts'
import { filteredEvents } from './filtered-events.ts'
import type { AssetStory, RunStory } from './run-story.ts'

const usualLimit = 100
const types = ['materialized', 'cut_off', 'step_failed', 'step_skipped'] as const

/**
 * What a run did, in the order in which it was recorded: partitions that were made, failed or left together are one item. At
 * the end what it has yet to do, by asset.
 */
export async function stepsPage(
  project: Project,
  story: RunStory,
  query: QueryOf<'steps'>,
): Promise<AnswerOf<'steps'>> {
  const { limit = usualLimit, asset, state } = query
  const critical = criticalOf(project, story)
  const { items, next } = await filteredEvents(
    project,
    { types, runId: story.started.runId, after: placeOf(query), limit },
    (event) => {
      const item = stepOf(event, critical)
      return item && (asset === undefined || item.asset === asset) && (state === undefined || item.state === state)
        ? item
        : undefined
    },
  )
  if (next !== undefined) return { items: [...items], next }
  const rest = (await restOf(project, story, critical)).filter(
    (item) => (asset === undefined || item.asset === asset) && (state === undefined || item.state === state),
  )
  return { items: [...items, ...rest] }
}

function criticalOf({ graph }: Project, { assets }: RunStory): ReadonlySet<string> {
  return criticalPath(
    [...assets.values()].map((each) => ({
      ...each,
      upstream: graph.has(each.asset) ? graph.upstream(each.asset) : [],
    })),
  )
}

function stepOf(event: EventReport, critical: ReadonlySet<string>): StepItem | undefined {
  if (!('asset' in event)) return undefined
  const { asset, partitionsInWords: partitions, time } = event
  const common = { asset, partitions, endedAt: time, critical: critical.has(asset) }
  switch (event.type) {
    case 'materialized': {
      const rows = rowsOf(event)
      return {
        ...common,
        count: countOf(event.partitions),
        state: 'made',
        startedAt: Math.round(time - event.seconds * 1000),
        ...(rows !== undefined && { rows }),
      }
    }
    case 'cut_off':
      return { ...common, count: event.count, state: 'cut off' }
    case 'step_skipped':
      return { ...common, count: event.count, state: 'skipped', because: event.because }
    case 'step_failed':
      return event.willRetry ? undefined : { ...common, count: event.count, state: 'failed', problem: event.problem }
    default:
      return undefined
  }
}

/** What is being made, and what is left: by a run that goes on, or for good. */
async function restOf(
  project: Project,
  { started, assets }: RunStory,
  critical: ReadonlySet<string>,
): Promise<readonly StepItem[]> {
  const live = (await project.liveRuns()).find(({ runId }) => runId === started.runId)
  const making = new Map(live?.making.map((each) => [each.asset, each]))
  return [...assets.values()].flatMap((story): readonly StepItem[] => {
    const { asset, startedAt } = story
    const now = making.get(asset)
    const left = leftOf(story) - (now?.count ?? 0)
    const common = { asset, critical: critical.has(asset), ...(startedAt !== undefined && { startedAt }) }
    return [
      ...(now ? [{ ...common, partitions: now.partitions, count: now.count, state: 'running' as const }] : []),
      ...(left > 0
        ? [{ ...common, partitions: '', count: left, state: live ? ('waiting' as const) : ('cancelled' as const) }]
        : []),
    ]
  })
}

function leftOf({ of, made, cutOff, failed, skipped }: AssetStory): number {
  return of - made - cutOff - failed - skipped
}

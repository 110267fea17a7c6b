import type { EventReport, Project } from '@headwater/core'
import type { RunItem } from '../../contract/runs.ts'
import type { AnswerOf, QueryOf } from '../../contract/routes.ts'
import { pageOf, placeOf } from '../reads/pages.ts'
import { runItemOf } from './run-item.ts'

const usualLimit = 50
/** So many runs are read at a time while some that fit are looked for. */
const atOnce = 200

/** Runs that fit a query, the newest first. */
export async function runsPage(project: Project, query: QueryOf<'runs'>): Promise<AnswerOf<'runs'>> {
  const { limit = usualLimit } = query
  const live = new Map((await project.liveRuns()).map((run) => [run.runId, run]))
  const found: (RunItem & { readonly position: number })[] = []
  let place = placeOf(query)
  while (found.length <= limit) {
    const started = await startsBefore(project, place)
    const ends = await endsOf(project, started)
    for (const event of started) {
      const item = runItemOf(event, ends.get(event.runId), live.get(event.runId))
      if (fits(query, event, item)) found.push({ ...item, position: event.position })
    }
    if (started.length < atOnce) break
    place = started.at(-1)?.position
  }
  const { items, next } = pageOf(found, limit)
  return { items: items.map(({ position: _, ...item }) => item), ...(next !== undefined && { next }) }
}

async function startsBefore(project: Project, place: number | undefined) {
  const events = await project.events({
    types: ['run_started'],
    newestFirst: true,
    limit: atOnce,
    until: place === undefined ? undefined : place - 1,
  })
  return events.flatMap((event) => (event.type === 'run_started' ? event : []))
}

async function endsOf(project: Project, started: readonly EventReport[]) {
  const oldest = started.at(-1)
  const events = oldest ? await project.events({ types: ['run_finished'], after: oldest.position }) : []
  return new Map(events.flatMap((event) => (event.type === 'run_finished' ? [[event.runId, event] as const] : [])))
}

function fits(
  { outcome, asset, q = '', backfills }: QueryOf<'runs'>,
  { targets }: Extract<EventReport, { type: 'run_started' }>,
  item: RunItem,
): boolean {
  if (outcome !== undefined && item.outcome !== outcome) return false
  if (asset !== undefined && !targets.some((target) => target.asset === asset)) return false
  // More partitions than steps: some step makes several.
  if (backfills === 'true' && item.partitions <= item.steps) return false
  const text = `${item.runId} ${item.selection}`.toLowerCase()
  return text.includes(q.toLowerCase())
}

import type { EventReport, Project } from '@headwater/core'
import type { AnswerOf, QueryOf } from '../../contract/routes.ts'
import { eventItemOf } from '../reads/event-item.ts'
import { placeOf } from '../reads/pages.ts'
import { filteredEvents } from './filtered-events.ts'
import type { RunStory } from './run-story.ts'

const usualLimit = 200

/** All that a run recorded, the oldest first. */
export async function runEventsPage(
  project: Project,
  { started }: RunStory,
  query: QueryOf<'runEvents'>,
): Promise<AnswerOf<'runEvents'>> {
  const { limit = usualLimit, types } = query
  const wanted = types === undefined ? undefined : new Set(types.split(','))
  const { items, next } = await filteredEvents(
    project,
    { runId: started.runId, after: placeOf(query), limit },
    (event: EventReport) => (wanted === undefined || wanted.has(event.type) ? eventItemOf(event) : undefined),
  )
  return { items: [...items], ...(next !== undefined && { next }) }
}

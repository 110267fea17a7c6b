import type { Project } from '@headwater/core'
import type { EventItem } from '../../contract/assets.ts'
import type { AnswerOf, QueryOf } from '../../contract/routes.ts'
import { eventItemOf, loudTypes } from '../reads/event-item.ts'
import { placeOf } from '../reads/pages.ts'
import { filteredEvents } from './filtered-events.ts'
import type { RunStory } from './run-story.ts'

const usualLimit = 200

/** What a run recorded, the oldest first. */
export async function runEventsPage(
  project: Project,
  { started }: RunStory,
  query: QueryOf<'runEvents'>,
): Promise<AnswerOf<'runEvents'>> {
  const { limit = usualLimit, level = 'info' } = query
  const wanted = query.types?.split(',')
  // The log finds events by type: most of a long run are of the quiet ones, and are not read at all.
  const types = level === 'info' ? undefined : loudTypes
  const { items, next } = await filteredEvents(
    project,
    { runId: started.runId, types, after: placeOf(query), limit },
    (event) => {
      if (wanted?.includes(event.type) === false) return undefined
      const item = eventItemOf(event)
      return (query.asset ?? item.asset) === item.asset && isAsLoud(item, level) ? item : undefined
    },
  )
  return { items: [...items], ...(next !== undefined && { next }) }
}

function isAsLoud({ level }: EventItem, wanted: NonNullable<QueryOf<'runEvents'>['level']>): boolean {
  return wanted === 'info' || level === 'error' || level === wanted
}

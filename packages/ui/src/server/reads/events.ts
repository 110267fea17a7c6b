import { type EventType, HeadwaterError, type Project } from '@headwater/core'
import type { z } from 'zod'
import type { EventItem, queries } from '../../contract/assets.ts'
import { eventItemOf } from './event-item.ts'
import { newestOf, pageOf } from './pages.ts'

/** What is recorded of assets, as far as it tells people anything. */
const shownTypes = [
  'materialized',
  'observed',
  'step_started',
  'step_failed',
  'step_skipped',
  'cut_off',
  'checked',
  'alias_moved',
  'logged',
  'wiped',
  'values_removed',
  'renamed',
  'partitioned',
  'shaped',
] as const satisfies readonly EventType[]

/** Events of one asset, the newest first. The cursor is a position: what comes meanwhile neither skips nor repeats any. */
export async function eventsOf(
  project: Project,
  asset: string,
  query: z.infer<typeof queries.events>,
): Promise<{ items: EventItem[]; next?: string }> {
  const { limit = 100 } = query
  const left = query.without ? typesIn(query.without) : []
  const types = typesIn(query.types).filter((type) => !left.includes(type))
  const events = await project.events({
    asset,
    types,
    limit: limit + 1,
    newestFirst: true,
    until: newestOf(query),
  })
  return pageOf(events.map(eventItemOf), limit)
}

function typesIn(list: string | undefined): readonly EventType[] {
  if (list === undefined || list === '') return shownTypes
  return list.split(',').map((name) => shownTypes.find((type) => type === name) ?? unknown(name))
}

function unknown(name: string): never {
  throw new HeadwaterError('REQUEST_INVALID', {
    message: `\`${name}\` is none of the events that are shown of assets`,
    hint: `They are ${shownTypes.join(', ')}.`,
  })
}

import type { EventReport, EventsQuery, Project } from '@headwater/core'

/** So many events are read at a time, and looked through for one answer: a page may be short, and still have a next one. */
const atOnce = 1000
const mostRead = 20_000

/** A page of a list of what is made of events. */
interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string
}

/** Events from the oldest on that something can be made of. The cursor is a position, so that new events change no page. */
export async function filteredEvents<T>(
  project: Project,
  query: EventsQuery & { readonly limit: number },
  itemOf: (event: EventReport) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = []
  let { after } = query
  for (let read = 0; read < mostRead; read += atOnce) {
    const events = await project.events({ ...query, after, limit: atOnce })
    for (const event of events) {
      const item = itemOf(event)
      after = event.position
      if (item !== undefined) items.push(item)
      if (items.length === query.limit) return { items, next: String(after) }
    }
    if (events.length < atOnce) return { items }
  }
  return { items, next: String(after) }
}

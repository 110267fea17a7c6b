import { HeadwaterError } from '@headwater/core'

/** What was asked for of a list. */
export interface PageQuery {
  readonly cursor?: string | undefined
  readonly limit?: number | undefined
}

/** A cursor as the whole number that it is; undefined at the beginning. Throws REQUEST_INVALID. */
export function placeOf({ cursor }: PageQuery): number | undefined {
  if (cursor === undefined) return undefined
  const place = Number(cursor)
  if (/^\d+$/.test(cursor) && Number.isSafeInteger(place)) return place
  throw new HeadwaterError('REQUEST_INVALID', {
    message: `\`cursor\` is \`${cursor}\`, which no list of this server gave`,
    hint: 'Hand back `next` as it came, or leave the cursor out to begin anew.',
  })
}

/** The newest position that a page from the newest on may hold; undefined on the first. Throws REQUEST_INVALID. */
export function newestOf(query: PageQuery): number | undefined {
  const shown = placeOf(query)
  return shown === undefined ? undefined : shown - 1
}

/** A page of what was read from the newest on, with one more than is wanted. Events that come meanwhile change nothing. */
export function pageOf<T extends { readonly position: number }>(
  items: readonly T[],
  limit: number,
): { items: T[]; next?: string } {
  const page = items.slice(0, limit)
  const last = page.at(-1)
  return { items: page, ...(items.length > limit && last && { next: String(last.position) }) }
}

import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AnswerOf } from '../../../contract/routes.ts'
import { onLive } from '../../live/live.ts'

type Page = AnswerOf<'events'>

/** Types of events with commas: these alone, or none of these. */
export interface Shown {
  readonly types?: string
  readonly without?: string
}

/** Puts events of an asset before those that were read, as they are recorded. */
export function useLiveEvents(asset: string, input: object, { types, without = '' }: Shown): void {
  const client = useQueryClient()
  useEffect(
    () =>
      onLive((news) => {
        if (news.kind !== 'events') return
        const isShown = (type: string) =>
          (types?.split(',').includes(type) ?? true) && !without.split(',').includes(type)
        const fresh = news.data.events.filter((item) => item.asset === asset && isShown(item.type))
        if (fresh.length > 0)
          client.setQueryData<InfiniteData<Page>>(['events', input, 'pages'], (old) => old && withNewest(old, fresh))
      }),
    [client, asset, input, types, without],
  )
}

/** The first page with what is newer than all of it, the newest first. */
export function withNewest(data: InfiniteData<Page>, items: Page['items']): InfiniteData<Page> {
  const [first, ...rest] = data.pages
  if (!first) return data
  const last = first.items[0]?.position ?? -1
  const newer = items.filter(({ position }) => position > last).sort((one, other) => other.position - one.position)
  return { ...data, pages: [{ ...first, items: [...newer, ...first.items] }, ...rest] }
}

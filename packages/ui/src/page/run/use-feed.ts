import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { type InputOf, read } from '../api/client.ts'
import type { ItemOf } from '../api/use-api.ts'
import { onLive, useLiveTopic } from '../live/live.ts'
import { Feed, type FeedState } from './feed.ts'

type Growing = 'logs' | 'runEvents'
const pageSize = 500

/** Everything that a run logged or recorded, and what it still does, as it comes. */
export function useFeed<N extends Growing>(name: N, input: InputOf<N>): FeedState<ItemOf<N>> {
  const key = JSON.stringify(input)
  const feed = useMemo(() => {
    const { query, ...params } = JSON.parse(key) as { query?: object; run: string }
    return new Feed<ItemOf<N>>(async (cursor) => {
      const page = await read<Growing>(name, { ...params, query: { ...query, cursor, limit: pageSize } })
      return page as { items: ItemOf<N>[]; next?: string }
    })
  }, [name, key])
  useLiveTopic(`run:${input.run}`)
  useEffect(() => {
    void feed.advance()
    const stop = onLive((news) => {
      const ours =
        news.kind === 'resync' ||
        (news.kind === 'events' && news.data.events.some(({ runId }) => runId === input.run)) ||
        (news.kind === 'runs' && news.data.runs.some(({ runId }) => runId === input.run))
      if (ours) void feed.advance()
    })
    return () => {
      stop()
      feed.pause()
    }
  }, [feed, input.run])
  return useSyncExternalStore(feed.subscribe, () => feed.state)
}

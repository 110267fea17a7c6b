import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { PartitionsBody } from '../../../contract/assets.ts'
import type { Status } from '../../../contract/words.ts'
import { read } from '../../api/client.ts'
import { type CalendarShape, shapeOf } from './calendar-shapes.ts'
import type { Grain } from './dates.ts'
import { Places } from './places.ts'
import { StatusRuns } from './status-runs.ts'

/** The partitions of an asset as the views take them. */
export interface PartitionData {
  readonly body: Omit<PartitionsBody, 'series' | 'next'>
  readonly statuses: readonly Status[]
  readonly grain: Grain | undefined
  readonly places: Places
  /** How times fall into the cells of a calendar; undefined for keys, and where they begin at too many times of the day. */
  readonly shape: CalendarShape | undefined
  /** How many partitions a series has. */
  readonly count: number
  readonly series: readonly Series[]
}

export interface Series {
  /** Keys of the other dimensions. */
  readonly of: readonly string[]
  readonly runs: StatusRuns
  /** The key of the first partition of each run. */
  readonly starts: readonly string[]
}

/** Reads how all partitions of an asset stand: the first series at once, more of them when `fetchNextPage` is called. */
export function usePartitions(asset: string, enabled = true) {
  const query = useInfiniteQuery({
    queryKey: ['partitions', { asset }, 'pages'],
    queryFn: ({ signal, pageParam }: { signal: AbortSignal; pageParam: string | undefined }) =>
      read('partitions', { asset, query: pageParam === undefined ? {} : { cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    enabled,
  })
  const pages = query.data?.pages
  const data = useMemo(() => pages && dataOf(pages), [pages])
  return { ...query, data }
}

/** Puts the pages of an answer together. */
export function dataOf(pages: readonly PartitionsBody[]): PartitionData | undefined {
  const [body] = pages
  if (body === undefined) return undefined
  const series = pages.flatMap((page) =>
    page.series.map(({ of, runs, starts }) => ({ of, runs: new StatusRuns(runs), starts })),
  )
  const grain = body.dimensions[body.along]?.grain
  const count = series[0]?.runs.count ?? 0
  // Keys are no times: they are one after the other.
  const places = new Places(grain === undefined ? [0, 1, count] : body.places)
  const shape = grain === undefined || count === 0 ? undefined : shapeOf(grain, places)
  return { body, statuses: body.statuses, grain, places, shape, count, series }
}

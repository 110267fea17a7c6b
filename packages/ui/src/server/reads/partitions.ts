import type { DimensionReport, PartitionSeries, Project } from '@headwater/core'
import type { z } from 'zod'
import type { PartitionsBody, partitionKeysBody, queries } from '../../contract/assets.ts'
import { status } from '../../contract/words.ts'
import { placeOf } from './pages.ts'

/** How every partition stands: a page of series, each as stretches of equal status. */
export async function partitionsOf(
  project: Project,
  asset: string,
  query: z.infer<typeof queries.partitions>,
): Promise<PartitionsBody> {
  const from = placeOf(query) ?? 0
  const limit = query.limit ?? 50
  const { dimensions, places, counts, series, ...report } = await project.partitions(asset, { from, limit })
  return {
    ...report,
    dimensions: dimensions.map(dimensionOf),
    places: places.flatMap(({ first, step, count }) => [first, step, count]),
    counts,
    statuses: [...status.options],
    series: series.map(seriesBody),
    ...(from + series.length < report.total && { next: String(from + series.length) }),
  }
}

/** Keys of partitions by their places in one series, or those in which a text stands. */
export async function partitionKeysOf(
  project: Project,
  asset: string,
  { q, ...page }: z.infer<typeof queries.partitionKeys>,
): Promise<z.infer<typeof partitionKeysBody>> {
  const { from, count } = page
  if (q === undefined) return { from, keys: [...(await project.partitionKeys(asset, page))] }
  const all = await project.partitionKeys(asset, { ...page, from: 0, count: Number.MAX_SAFE_INTEGER })
  const found = placesWith(all, q)
  const places = found.slice(from, from + count)
  return { from, keys: places.map((place) => all[place] ?? ''), places, total: found.length }
}

/** Where a text stands in keys, whatever the case of its letters; first where it is all of the key. */
function placesWith(keys: readonly string[], text: string): number[] {
  const wanted = text.toLowerCase()
  const places = [...keys.keys()].filter((place) => keys[place]?.toLowerCase().includes(wanted))
  const exact = keys.indexOf(text)
  return exact === -1 ? places : [exact, ...places.filter((place) => place !== exact)]
}

function dimensionOf({
  name,
  kind,
  count,
  first,
  last,
  timezone,
}: DimensionReport): PartitionsBody['dimensions'][number] {
  return {
    name,
    kind,
    count,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(timezone !== undefined && { zone: timezone }),
    ...(kind !== 'keys' && kind !== 'dynamic' && { grain: kind }),
  }
}

function seriesBody({ of, stretches }: PartitionSeries): PartitionsBody['series'][number] {
  return {
    of: [...of],
    runs: stretches.flatMap((stretch) => [status.options.indexOf(stretch.status), stretch.count]),
    starts: stretches.map(({ from }) => from),
  }
}

import type { DimensionReport, PartitionSeries, Project } from '@headwater/core'
import type { z } from 'zod'
import type { PartitionsBody, queries } from '../../contract/assets.ts'
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

/** Keys of partitions by their places in one series. */
export async function partitionKeysOf(
  project: Project,
  asset: string,
  query: z.infer<typeof queries.partitionKeys>,
): Promise<{ from: number; keys: string[] }> {
  return { from: query.from, keys: [...(await project.partitionKeys(asset, query))] }
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

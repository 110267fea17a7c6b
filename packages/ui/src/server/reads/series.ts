import type { Materialization, Project } from '@headwater/core'
import type { z } from 'zod'
import type { queries, SeriesBody } from '../../contract/assets.ts'

/** What was recorded at each materialization, or of each partition when it was last made. */
export async function seriesOf(
  project: Project,
  asset: string,
  { by = 'time', limit }: z.infer<typeof queries.series>,
): Promise<SeriesBody> {
  const isByTime = by === 'time'
  const made = await project.materializations(asset, {
    by: isByTime ? 'event' : 'partition',
    limit: limit ?? (isByTime ? 1000 : 5000),
  })
  return {
    by,
    x: made.map(({ time }, index) => (isByTime ? time : index)),
    ...(!isByTime && { labels: made.map(({ partitions }) => partitions) }),
    fields: fieldsOf(made),
  }
}

function fieldsOf(made: readonly Materialization[]): SeriesBody['fields'] {
  const numeric = new Set(
    made.flatMap(({ facts }) => Object.keys(facts).filter((name) => typeof facts[name] === 'number')),
  )
  const own: { [name: string]: (number | null)[] } = {
    rows: made.map(({ rows }) => rows ?? null),
    bytes: made.map(({ bytes }) => bytes ?? null),
    seconds: made.map(({ seconds }) => seconds),
  }
  for (const name of numeric) own[name] ??= made.map(({ facts }) => numberIn(facts[name]))
  return Object.fromEntries(Object.entries(own).filter(([, values]) => values.some((value) => value !== null)))
}

function numberIn(fact: unknown): number | null {
  return typeof fact === 'number' ? fact : null
}

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { asset, daily, defineProject, type IoManager, type Project, rangeAsset, sqliteState } from '@headwater/core'
import { z } from 'zod'

export const backfillDays = daily({ start: '2024-01-01', end: '2024-01-24' })
export const backfillAssets = ['range', 'each']
/** Their partitions together. */
export const backfillCount = 48

const Row = z.object({ day: z.string(), version: z.number(), index: z.number(), of: z.number() })
/** Rows that show whether they are all there, and of one version. */
const Rows = z
  .array(Row)
  .refine((rows) => rows.length === rows[0]?.of && rows.every(({ version }) => version === rows[0]?.version), 'half')

/** Twenty-four days: `range` makes them in ranges, and `each` reads them one by one. Another version makes all anew. */
export function backfillProject(folder: string, version: number, io: IoManager<never>): Project {
  const of = { schema: Rows, partitions: backfillDays, codeVersion: `${version}`, io: io as IoManager<unknown> }
  const called = (name: string, days: readonly string[]) =>
    appendFileSync(join(folder, 'calls'), days.map((day) => `${name} ${version} ${day}\n`).join(''))
  const range = rangeAsset('range', of, async function* (_, { partitions }) {
    called('range', partitions)
    for (const day of partitions) yield [day, rowsOf(day, version)] as const
  })
  const each = asset('each', { ...of, deps: { range } }, ({ range }, { partition }) => {
    called('each', [partition])
    return range.map((row) => ({ ...row, day: `each ${row.day}` }))
  })
  return defineProject({
    assets: [range, each],
    state: sqliteState({ path: join(folder, 'state.sqlite') }),
    concurrency: 4,
    environment: {},
  })
}

function rowsOf(day: string, version: number): z.infer<typeof Rows> {
  const of = 20 + ((Number(day.slice(-2)) * 7 + version) % 30)
  return Array.from({ length: of }, (_, index) => ({ day, version, index, of }))
}

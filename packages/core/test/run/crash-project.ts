import { join } from 'node:path'
import { asset, daily, defineProject, lookback, type Project, sqliteState } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { z } from 'zod'

export const crashDays = daily({ start: '2024-01-01', end: '2024-01-20' })

/** A value that shows whether it is whole: the numbers add up. */
const Day = z
  .object({ day: z.string(), version: z.number(), numbers: z.array(z.number()), sum: z.number() })
  .refine(({ numbers, sum }) => numbers.reduce((all, each) => all + each, 0) === sum, 'half a value')

/** Three assets of twenty days over files and SQLite; another version makes every value anew. */
export function crashAssets(version: number) {
  const of = { schema: Day, partitions: crashDays, codeVersion: `${version}` }
  const raw = asset('raw', of, (_, { partition }) => dayOf(partition, version, Number(partition.slice(-2))))
  const clean = asset('clean', { ...of, deps: { raw } }, ({ raw }, { partition }) =>
    dayOf(partition, version, raw.sum % 97),
  )
  const window = asset('window', { ...of, deps: { last: lookback(clean, 3) } }, ({ last }, { partition }) =>
    dayOf(partition, version, [...last.values()].reduce((all, { sum }) => all + sum, 0) % 89),
  )
  return { raw, clean, window }
}

export function crashProject(folder: string, version: number): Project {
  return defineProject({
    assets: [crashAssets(version)],
    state: sqliteState({ path: join(folder, 'state.sqlite') }),
    defaults: { io: localValues({ root: join(folder, 'values') }) },
    concurrency: 4,
  })
}

function dayOf(day: string, version: number, seed: number): z.infer<typeof Day> {
  const numbers = Array.from({ length: 2000 }, (_, index) => (seed * 31 + index * version) % 1000)
  return { day, version, numbers, sum: numbers.reduce((all, each) => all + each, 0) }
}

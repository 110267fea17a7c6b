import { basename, join } from 'node:path'
import { asset, daily, defineProject, type Project, rangeAsset } from '@headwater/core'
import { postgresState } from '@headwater/assets/postgres-state'
import { localValues } from '@headwater/core/io'
import { z } from 'zod'

/** The partitions of both assets together. */
export const partitionCount = 48

/** Twenty-four days, made in ranges and read one by one, with a schema of PostgreSQL named after the folder as state. */
export function backfillProject(folder: string, version: number): Project {
  const partitions = daily({ start: '2024-01-01', end: '2024-01-24' })
  const of = { partitions, schema: z.string(), codeVersion: `${version}` }
  const range = rangeAsset('range', of, async function* (_, { partitions }) {
    for (const day of partitions) yield [day, `${day} ${version}`] as const
  })
  const each = asset('each', { ...of, deps: { range } }, ({ range }) => `each ${range}`)
  return defineProject({
    assets: [range, each],
    state: postgresState({ schema: stateSchema(folder) }),
    defaults: { io: localValues({ root: join(folder, 'values') }) },
    concurrency: 4,
    environment: {},
  })
}

export function stateSchema(folder: string): string {
  return `backfill ${basename(folder)}`
}

import { isDeepStrictEqual } from 'node:util'
import { rowSchemaOf } from '@headwater/core/extend'
import type { IoManager } from '@headwater/core/io'
import { ioManagerSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { stream } from '../../src/columns/index.ts'
import type { ObjectStore } from '../../src/files/index.ts'

/** A place for objects that is empty at first. */
export interface ObjectPlace {
  /** Another store over the same objects each time. */
  readonly open: () => ObjectStore
  readonly close: () => Promise<void>
}

const day = { day: z.iso.date(), close: z.number().nullable(), volume: z.int(), at: z.date() }
const rowSchema = rowSchemaOf(z.array(z.object(day)))
const row = { day: '2024-01-02', close: 185.64, volume: 82_488_700, at: new Date('2024-01-02T21:00:00Z') }
const tables = [[row], [{ ...row, close: null }], [row, row], []] as const

/** The suite of IO managers for each format that a store of objects has. `create` is called once per test. */
export function objectSuites(store: string, create: () => Promise<ObjectPlace>): void {
  const under = (
    format: string,
    make: (store: ObjectStore) => IoManager<never>,
    samples: readonly [unknown, unknown, ...unknown[]],
  ) =>
    ioManagerSuite(
      `${store}.${format}`,
      async () => {
        const { open, close } = await create()
        return { io: make(open()), reopen: async () => make(open()), close }
      },
      { describe, it, expect, samples, rowSchema },
    )

  under('json()', (store) => store.json(), [{ a: 1 }, [], 'text', null, { a: 2 }])
  under('ndjson()', (store) => store.ndjson(), tables)
  under('csv()', (store) => store.csv(), tables)
  under('parquet()', (store) => store.parquet(), tables)
  under('bytes()', (store) => store.bytes(), [Buffer.from('a'), Buffer.from('b'), Buffer.alloc(0)])

  describe(`${store}, read piece by piece`, () => {
    it.each(['ndjson', 'csv', 'parquet', 'ndjson.gz', 'csv.zst'] as const)(
      'gives the rows of a stream, as %s',
      async (end) => {
        const { open, close } = await create()
        const format = end.split('.')[0] as 'ndjson' | 'csv' | 'parquet'
        const { store: values } = open()[format](`{key}.${end}`)
        const Rows = z.array(z.object(day))
        const rows = Array.from({ length: 40_000 }, (_, volume) => ({ ...row, volume }))
        const attempt = { id: 'run.1', runId: 'run', token: 1 }
        const at = { asset: 'a', partition: null, attempt, dimensions: {}, rowSchema }
        const [staged] = (await values?.stage([{ value: stream(Rows).from(rows), at }])) ?? []
        const pieces = values?.pieces?.(staged?.location ?? {}, { asset: 'a', partition: null, as: 'columns' })
        const read: unknown[] = []
        for await (const piece of pieces ?? []) read.push(...(piece as Iterable<unknown>))
        expect(isDeepStrictEqual(read, rows)).toBe(true)
        await close()
      },
    )
  })
}

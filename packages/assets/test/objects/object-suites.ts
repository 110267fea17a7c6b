import { rowSchemaOf } from '@headwater/core/extend'
import type { IoManager } from '@headwater/core/io'
import { ioManagerSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
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
}

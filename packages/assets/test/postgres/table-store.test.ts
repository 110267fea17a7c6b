import { ioManagerSuite } from '@headwater/core/testing'
import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { postgres } from '../../src/postgres/index.ts'
import { scratchDatabase } from './scratch.ts'

const Row = z.object({ symbol: z.string(), close: z.number().nullable(), at: z.date(), volume: z.bigint() })
const row = (symbol: string, close: number | null) => ({ symbol, close, at: new Date(1.7e12), volume: 2n ** 70n })

ioManagerSuite(
  'the tables of a PostgreSQL database, as an IO manager',
  async () => {
    const { url, remove } = await scratchDatabase()
    return {
      io: postgres({ url }).table(),
      reopen: async () => postgres({ url }).table(),
      close: remove,
    }
  },
  {
    describe,
    it,
    expect,
    samples: [[row('AAPL', 1.5), row('MSFT', null)], [row('MSFT', 1.5), row('AAPL', null)], []],
    rowSchema: rowSchemaOf(z.array(Row)),
  },
)

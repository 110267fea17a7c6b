import { ioManagerSuite } from '@headwater/core/testing'
import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { redshift } from '../../src/redshift/index.ts'
import { scratchRedshift } from './scratch.ts'

const Row = z.object({ symbol: z.string(), close: z.number().nullable(), at: z.date(), volume: z.bigint() })
const row = (symbol: string, close: number | null) => ({ symbol, close, at: new Date(1.7e12), volume: 2n ** 70n })

ioManagerSuite(
  'the tables of a Redshift database, as an IO manager',
  async () => {
    const { options, remove } = await scratchRedshift()
    return {
      io: redshift(options).table(),
      reopen: async () => redshift(options).table(),
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

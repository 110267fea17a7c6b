import { ioManagerSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { duckdb } from '../../src/duckdb/index.ts'
import { rowSchemaOf } from '@headwater/core/extend'
import { scratch } from './scratch.ts'

const Row = z.object({ symbol: z.string(), close: z.number().nullable(), at: z.date(), volume: z.bigint() })
const row = (symbol: string, close: number | null) => ({ symbol, close, at: new Date(1.7e12), volume: 2n ** 70n })

ioManagerSuite(
  'the tables of a DuckDB file, as an IO manager',
  async () => {
    const { path, remove } = scratch()
    return {
      io: duckdb({ path }).table(),
      reopen: async () => duckdb({ path }).table(),
      close: async () => remove(),
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

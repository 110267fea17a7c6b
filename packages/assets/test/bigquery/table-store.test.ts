import { rowSchemaOf } from '@headwater/core/extend'
import { ioManagerSuite } from '@headwater/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const Row = z.object({ symbol: z.string(), close: z.number().nullable(), at: z.date(), volume: z.bigint() })
const row = (symbol: string, close: number | null) => ({ symbol, close, at: new Date(1.7e12), volume: 2n ** 70n })

ioManagerSuite(
  'the tables of a dataset of BigQuery, as an IO manager',
  async () => {
    const { dataset, client, warehouse } = await Bench.of(file)
    return {
      io: warehouse.table(),
      reopen: async () => bigquery({ dataset, client }).table(),
      close: () =>
        client
          .dataset(dataset)
          .delete({ force: true })
          .then(() => undefined),
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

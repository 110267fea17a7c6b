import { asset } from '@headwater/core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { redshift } from '../../src/redshift/index.ts'
import { sqlAsset } from '../../src/sql/index.ts'

const Price = z.object({ symbol: z.string() })
const warehouse = redshift({ host: 'cluster.example', staging: { bucket: 'lake', region: 'eu-central-1' } })

it('takes rows for tables with keys, and refuses what Redshift does not know', () => {
  const io = warehouse.table('market.prices', { distKey: 'symbol', sortKey: ['symbol'] })
  const prices = asset('market/prices', { schema: z.array(Price), io }, () => [{ symbol: 'A' }])
  const spec = { deps: { prices }, row: Price, write: { mode: 'replace' } } as const
  sqlAsset('a', { ...spec, warehouse: warehouse.withKeys({ distStyle: 'all' }) }, (db) =>
    db.selectFrom('prices').selectAll(),
  )
  // @ts-expect-error by which column stands in `distKey`
  warehouse.withKeys({ distStyle: 'key' })
  // @ts-expect-error one value is no table
  asset('b', { schema: z.number(), io: warehouse.table() }, () => 1)
  // @ts-expect-error a port is a number
  redshift({ port: '5439' })
  expect(warehouse.name).toBe('redshift(cluster.example)')
})

import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { attemptOf, errorOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const rowSchema = rowSchemaOf(z.array(z.object({ symbol: z.string(), close: z.number() })))
const quotes = (...closes: number[]) => closes.map((close, index) => ({ symbol: `S${index}`, close }))
const benchOf = () => Bench.of(file, rowSchema)
const daysFrom = (year: number, count: number) =>
  Array.from({ length: count }, (_, index) => new Date(Date.UTC(year, 0, index + 1)).toISOString().slice(0, 10))

describe('more partitions than one statement may change', () => {
  const days = daysFrom(2010, 4100)

  it('are published in one transaction all the same', async () => {
    const bench = await benchOf()
    const values = Object.fromEntries(days.map((day, index) => [day, quotes(index)]))
    const staged = await bench.stage(1, values)
    await bench.store.fence('market/prices', 2, days.slice(-1))
    expect((await errorOf(bench.store.publish(staged, attemptOf(1)))).code).toBe('LEASE_LOST')
    expect(await bench.rows('SELECT COUNT(*) AS n FROM market__prices')).toEqual([{ n: 0 }])
    const published = await bench.store.publish(staged, attemptOf(3))
    expect(published).toHaveLength(4100)
    const counted = 'SELECT COUNT(*) AS n, COUNT(DISTINCT _headwater_partition) AS p FROM market__prices'
    expect(await bench.rows(counted)).toEqual([{ n: 4100, p: 4100 }])
    const [{ timePartitioning }] = await bench.client.dataset(bench.dataset).table('market__prices').getMetadata()
    expect(timePartitioning.field).toBe('_headwater_partition')
  })

  it('than a table has are told apart by a column that is clustered', async () => {
    const bench = await benchOf()
    const many = daysFrom(1990, 10_001)
    await bench.publish(1, Object.fromEntries(many.map((day) => [day, []])))
    const [{ timePartitioning, clustering }] = await bench.client
      .dataset(bench.dataset)
      .table('market__prices')
      .getMetadata()
    expect([timePartitioning, clustering.fields]).toEqual([undefined, ['_headwater_partition']])
  })
})

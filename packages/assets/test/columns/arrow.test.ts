import * as apacheArrow from 'apache-arrow'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { columnar } from '@headwater/assets'
import { fromArrow } from '../../src/columns/from-arrow.ts'
import { toArrow } from '../../src/columns/to-arrow.ts'
import { bigint64, bytes, date, number, tables, text } from '../formats/round-trip.ts'

const batchOf = columnar(z.array(z.record(z.string(), z.unknown()))).from
const arrow: typeof apacheArrow = apacheArrow

describe('a batch as a table of apache-arrow', () => {
  it('comes back as it was, through memory and through IPC', () => {
    fc.assert(
      fc.property(tables(text, number, date, fc.boolean(), bigint64, bytes), (rows) => {
        // apache-arrow loses such names.
        fc.pre(!rows.some((row) => Object.keys(row).some((name) => name === '' || name.startsWith('\ufeff'))))
        const table = toArrow(arrow, batchOf(rows))
        expect(table.numRows).toBe(rows.length)
        expect([...fromArrow(arrow, table)]).toStrictEqual(rows)
        const read = arrow.tableFromIPC(arrow.tableToIPC(table))
        expect([...fromArrow(arrow, read)]).toStrictEqual(rows)
      }),
      { numRuns: 200 },
    )
  })

  it('is a view of the same memory, both ways', () => {
    const batch = batchOf(Array.from({ length: 10 }, (_, n) => ({ n, s: `s${n % 3}` })))
    const table = toArrow(arrow, batch)
    const data = batch.column('n')?.data
    const values = table.getChild('n')?.data[0]?.values as Float64Array
    expect(data?.layout === 'float64' && data.values.buffer === values.buffer).toBe(true)
    const back = fromArrow(arrow, table).column('n')?.data
    expect(back?.layout === 'float64' && back.values.buffer === values.buffer).toBe(true)
  })

  it('shows text as a dictionary, integers as numbers and dates as milliseconds', () => {
    const Row = z.object({ s: z.string(), n: z.int(), big: z.bigint(), at: z.date(), tags: z.array(z.string()) })
    const rows = columnar(z.array(Row)).from([{ s: 'x', n: 1, big: 2n, at: new Date(3), tags: ['y'] }])
    const table = toArrow(arrow, rows)
    expect(table.schema.fields.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`)).toEqual([
      's Dictionary<Int32, Utf8> false',
      'n Float64 false',
      'big Int64 false',
      'at Timestamp<MILLISECOND> false',
      'tags Utf8 false',
    ])
    expect([...fromArrow(arrow, table)]).toStrictEqual([...rows])
  })

  it('reads the types of others', () => {
    const { vectorFromArray } = arrow
    const table = new arrow.Table({
      small: vectorFromArray([1, null], new arrow.Int32()),
      float: vectorFromArray([0.5, null], new arrow.Float32()),
      unsigned: vectorFromArray([2n ** 63n, null], new arrow.Uint64()),
      day: vectorFromArray([new Date('1969-12-30'), null], new arrow.DateDay()),
      micros: vectorFromArray([-0.001, null], new arrow.TimestampMicrosecond()),
      text: vectorFromArray(['é😀', null], new arrow.Utf8()),
      list: vectorFromArray([[1, 2], null], new arrow.List(new arrow.Field('item', new arrow.Int32()))),
      nothing: vectorFromArray([null, null], new arrow.Null()),
    })
    const none = {
      small: null,
      float: null,
      unsigned: null,
      day: null,
      micros: null,
      text: null,
      list: null,
      nothing: null,
    }
    expect([...fromArrow(arrow, table as never)]).toStrictEqual([
      {
        small: 1,
        float: 0.5,
        unsigned: 2n ** 63n,
        day: new Date('1969-12-30'),
        micros: new Date(-1),
        text: 'é😀',
        list: [1, 2],
        nothing: null,
      },
      none,
    ])
  })

  it('reads slices of tables and tables of several batches', () => {
    const rows = Array.from({ length: 50 }, (_, n) => ({
      n: n % 7 === 0 ? null : n,
      b: n % 2 === 0,
      s: n % 5 === 0 ? null : `s${n}`,
    }))
    const table = toArrow(arrow, batchOf(rows))
    expect([...fromArrow(arrow, table.slice(3, 29) as never)]).toStrictEqual(rows.slice(3, 29))
    expect([...fromArrow(arrow, table.concat(table.slice(5, 7)) as never)]).toStrictEqual([
      ...rows,
      ...rows.slice(5, 7),
    ])
  })
})

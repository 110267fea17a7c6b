import { tableFromIPC } from 'apache-arrow'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { columnar } from '@headwater/assets'
import { arrowFormat } from '../../src/formats/index.ts'
import { bigint64, bytes, date, encoded, inPieces, number, roundTrip, tables, text } from './round-trip.ts'

const Row = z.object({
  symbol: z.string(),
  volume: z.int(),
  at: z.date(),
  split: z.bigint().nullable(),
  note: z.string().optional(),
})
const row = { symbol: 'é😀', volume: 3, at: new Date(-1), split: null }
const schema = rowSchemaOf(z.array(Row))

describe('arrowFormat', () => {
  it('gives back any table of flat cells and bytes, whole and in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(tables(text, number, date, fc.boolean(), bigint64, bytes), async (rows) => {
        fc.pre(!rows.some((row) => Object.keys(row).some((name) => name === '' || name.startsWith('\ufeff'))))
        expect(await roundTrip(arrowFormat, rows)).toStrictEqual(rows)
        expect((await inPieces(arrowFormat, await encoded(arrowFormat, rows))).rows).toStrictEqual(rows)
      }),
      { numRuns: 100 },
    )
  })

  it('is a file that apache-arrow reads, with the columns of a table without rows', async () => {
    for (const rows of [[row, { ...row, split: 5n, note: 'x' }], []]) {
      const table = tableFromIPC(await encoded(arrowFormat, rows, schema))
      expect(table.schema.fields.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`)).toEqual([
        'symbol Utf8 false',
        'volume Float64 false',
        'at Timestamp<MILLISECOND> false',
        'split Int64 true',
        'note Utf8 true',
      ])
      expect(table.numRows).toBe(rows.length)
      expect(await roundTrip(arrowFormat, rows, schema)).toStrictEqual(rows)
    }
  })

  it('takes columns, and makes the bytes that their rows make', async () => {
    const rows = [row, { ...row, note: 'x' }]
    const batch = columnar(z.array(Row)).from(rows)
    expect(await encoded(arrowFormat, batch, schema)).toEqual(await encoded(arrowFormat, rows, schema))
  })

  it('is read in batches of 65,536 rows', async () => {
    const rows = Array.from({ length: 140_000 }, (_, n) => ({ n, s: n % 3 === 0 ? null : `s${n % 10}` }))
    const read = await inPieces(arrowFormat, await encoded(arrowFormat, rows))
    expect(read.lengths).toEqual([65_536, 65_536, 8928])
    expect(read.rows).toStrictEqual(rows)
  })

  it.each([
    ['a bigint of more than 64 bits', [{ id: 2n ** 63n }], 'row 0, column `id`'],
    ['half of a surrogate pair', [{ id: '\ud800' }], 'row 0, column `id`'],
    ['a column without a name', [{ '': 1 }], 'a column name'],
    ['nested rows that no schema declares', [{ a: [1] }], 'row 0, column `a`'],
  ])('refuses %s', async (_, rows, where) => {
    await expect(encoded(arrowFormat, rows)).rejects.toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringContaining(where),
    })
  })
})

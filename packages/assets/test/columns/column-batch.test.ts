import { deserialize, serialize } from 'node:v8'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ColumnBatch, columnar } from '@headwater/assets'
import { concatBatches } from '../../src/columns/concat-batches.ts'
import { bigint64, bytes, date, number, tables, text } from '../formats/round-trip.ts'

type Row = { readonly [column: string]: unknown }
const wide = fc.bigInt({ min: 2n ** 64n, max: 2n ** 70n })
const anyTable = tables(text, number, date, fc.boolean(), bigint64, bytes, wide)
/** A schema that says nothing: the cells tell what they are. */
const untyped = columnar(z.array(z.record(z.string(), z.unknown())))
const batchOf = (rows: readonly Row[]): ColumnBatch<Row> => untyped.from(rows)

describe('ColumnBatch', () => {
  it('gives back any rows, all of them and each by itself', () => {
    fc.assert(
      fc.property(anyTable, (rows) => {
        const batch = batchOf(rows)
        expect(batch).toHaveLength(rows.length)
        expect([...batch]).toStrictEqual(rows)
        expect(rows.map((_, row) => batch.at(row))).toStrictEqual(rows)
        expect([batch.at(-1), batch.at(rows.length)]).toEqual([undefined, undefined])
      }),
      { numRuns: 300 },
    )
  })

  it('is cut and joined as arrays are', () => {
    fc.assert(
      fc.property(anyTable, fc.nat(40), fc.nat(40), fc.nat(40), (rows, start, end, cut) => {
        const batch = batchOf(rows)
        expect(Array.from(batch.slice(start, end))).toStrictEqual(rows.slice(start, end))
        expect(Array.from(batch.slice(cut).slice(start, end))).toStrictEqual(rows.slice(cut).slice(start, end))
        const joined = concatBatches([batch.slice(0, cut), batch.slice(cut), batch.slice(start, end)])
        expect([...joined]).toStrictEqual([...rows.slice(0, cut), ...rows.slice(cut), ...rows.slice(start, end)])
      }),
      { numRuns: 300 },
    )
  })

  it('shares its memory with its slices', () => {
    const batch = batchOf(Array.from({ length: 100 }, (_, n) => ({ n })))
    const [whole, part] = [batch.column('n')?.data, batch.slice(10, 20).column('n')?.data]
    expect(
      whole?.layout === 'float64' && part?.layout === 'float64' && whole.values.buffer === part.values.buffer,
    ).toBe(true)
  })

  it('lays cells out as Arrow does', () => {
    const Typed = z.object({
      s: z.string(),
      n: z.int(),
      f: z.number(),
      big: z.bigint(),
      b: z.boolean(),
      at: z.date(),
      j: z.array(z.int()),
    })
    const row = { s: 'x', n: 1, f: 0.5, big: 7n, b: true, at: new Date(5), j: [1] }
    const batch = columnar(z.array(Typed)).from([row, { ...row, s: 'y', b: false }, row])
    expect(batch.columns.map(({ kind, data }) => [kind, data])).toEqual([
      ['string', { layout: 'dictionary', codes: Int32Array.of(0, 1, 0), dictionary: ['x', 'y'] }],
      ['integer', { layout: 'float64', values: Float64Array.of(1, 1, 1) }],
      ['number', { layout: 'float64', values: Float64Array.of(0.5, 0.5, 0.5) }],
      ['bigint', { layout: 'int64', values: BigInt64Array.of(7n, 7n, 7n) }],
      ['boolean', { layout: 'bits', bits: Uint8Array.of(0b101) }],
      ['date', { layout: 'int64', values: BigInt64Array.of(5n, 5n, 5n) }],
      ['json', { layout: 'cells', cells: [[1], [1], [1]] }],
    ])
  })

  it('prints as its rows do', () => {
    const rows = [
      { a: 1, at: new Date(0) },
      { a: null, at: null },
    ]
    expect(JSON.stringify(batchOf(rows))).toBe(JSON.stringify(rows))
  })

  it('has no dictionary to speak of where every text is another one', () => {
    const rows = Array.from({ length: 60_000 }, (_, n) => ({ id: `id-${n}` }))
    expect([...batchOf(rows)]).toStrictEqual(rows)
  })

  it('can be kept where classes are lost: its schema makes it one again', async () => {
    const schema = columnar(z.array(z.object({ n: z.number() })))
    const kept: unknown = deserialize(serialize(schema.from([{ n: 1 }, { n: 2 }])))
    const { value } = (await schema['~standard'].validate(kept)) as { readonly value: ColumnBatch<{ n: number }> }
    expect([...value]).toEqual([{ n: 1 }, { n: 2 }])
  })

  it.each([
    ['half a surrogate pair', [{ a: '\ud800' }], 'row 0, column `a`'],
    ['two types in a column', [{ a: 1 }, { a: 'x' }], 'row 1, column `a`'],
    ['an invalid date', [{ a: new Date(Number.NaN) }], 'row 0, column `a`'],
    ['what is no row', [1], 'row 0'],
  ])('refuses %s', (_, rows, where) => {
    const refused = () => batchOf(rows as unknown as readonly Row[])
    expect(refused).toThrow(
      expect.objectContaining({ code: 'VALUE_UNSTORABLE', message: expect.stringContaining(where) }),
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bytesFormat, csvFormat, jsonFormat, ndjsonFormat } from '../../src/formats/index.ts'
import { rowSchemaOf } from '@headwater/core/extend'
import { at, bigint64, date, encoded, finite, number, roundTrip, tables, text } from './round-trip.ts'

const bars = [
  {
    day: '2024-01-02',
    close: 185.64,
    volume: 82_488_700,
    at: new Date('2024-01-02T21:00:00Z'),
    split: null,
    open: true,
  },
  {
    day: '2024-01-03',
    close: 184.25,
    volume: 58_414_500,
    at: new Date('2024-01-03T21:00:00Z'),
    split: null,
    open: false,
  },
]
const barSchema = rowSchemaOf(
  z.array(
    z.object({
      day: z.iso.date(),
      close: z.number(),
      volume: z.int(),
      at: z.date(),
      split: z.bigint().nullable(),
      open: z.boolean(),
    }),
  ),
)

async function refusal(encoding: () => unknown): Promise<unknown> {
  try {
    await encoding()
    return undefined
  } catch (error) {
    return error
  }
}

describe('csvFormat', () => {
  it('writes what RFC 4180 says, and null as nothing', async () => {
    const csv = (
      await encoded(csvFormat, [
        { 'a,b': 'x"y', n: null, e: '' },
        { 'a,b': '1\r\n2', n: 2, e: 'z' },
      ])
    ).toString()
    expect(csv).toBe('"a,b",n,e\r\n"x""y",,""\r\n"1\r\n2",2,z\r\n')
  })

  it('gives back the types of the cells, recorded with the version', async () => {
    expect(await roundTrip(csvFormat, bars)).toStrictEqual(bars)
    expect(await roundTrip(csvFormat, bars, barSchema)).toStrictEqual(bars)
    expect((await csvFormat.encode(bars, at())).notes).toEqual({
      close: 'number',
      volume: 'number',
      at: 'date',
      split: 'null',
      open: 'boolean',
    })
  })

  it('gives back any table of flat cells', async () => {
    await fc.assert(
      fc.asyncProperty(tables(text, number, date, fc.boolean(), fc.bigInt()), async (rows) => {
        expect(await roundTrip(csvFormat, rows)).toStrictEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps the columns of a table without rows', async () => {
    expect((await encoded(csvFormat, [], barSchema)).toString()).toBe('day,close,volume,at,split,open\r\n')
    expect(await roundTrip(csvFormat, [], barSchema)).toEqual([])
    expect(await roundTrip(csvFormat, [])).toEqual([])
  })

  it('reads the files of others as text and null', async () => {
    const read = (text: string) => csvFormat.decode(Buffer.from(text), { notes: null })
    expect(await read('\ufeffa,b\n1,\n\n"x, y","2""3"\n')).toEqual([
      { a: '1', b: null },
      { a: 'x, y', b: '2"3' },
    ])
    expect(await read('a\n\nx')).toEqual([{ a: null }, { a: 'x' }])
  })

  it('reads the files of others as the schema says', async () => {
    const csv = 'day,close,volume,at,split,open\n2024-01-02,185.64,82488700,2024-01-02T21:00:00Z,,true\n'
    const rows = await csvFormat.decode(Buffer.from(csv), { notes: null, rowSchema: barSchema })
    expect(rows).toStrictEqual(bars.slice(0, 1))
  })

  it.each([
    ['a,b\n1\n', 'row 0 has 1 fields, and the header has 2'],
    ['a\n"x\ny\n', 'the quote in `"x` is never closed'],
    ['a\n"x"y\n"z"\n', 'has a quote in the wrong place'],
    ['a,b\nx"y"z,1\n', 'has a quote in the wrong place'],
  ])('says what is wrong with %j', (csv, why) => {
    expect(() => csvFormat.decode(Buffer.from(csv), { notes: null })).toThrow(why)
  })

  it('is read across the pieces that a large file is cut into, also within quotes', async () => {
    const rows = Array.from({ length: 3 }, (_, index) => ({ id: index, text: `é"\r\n${'ü,'.repeat(700_000)}` }))
    expect(await roundTrip(csvFormat, rows)).toStrictEqual(rows)
  })

  it.each([
    ['a lone surrogate', [{ a: 'ok' }, { a: '\ud800' }], 'row 1, column `a`', '`ndjson()`'],
    ['bytes', [{ a: new Uint8Array(1) }], 'row 0, column `a`', '`json()`'],
    ['nested rows', [{ a: { b: 1 } }], 'row 0, column `a`', '`json()`'],
    ['a broken date', [{ a: new Date(Number.NaN) }], 'row 0, column `a`', 'null'],
    ['two types in a column', [{ a: 1 }, { a: null }, { a: '1' }], 'row 2, column `a`', '`ndjson()`'],
    ['rows without a column', [{}, {}], 'row 0', '`ndjson()`'],
    ['no table', { a: 1 }, 'the whole value', '`json()`'],
    ['no rows', [1], 'row 0', '`json()`'],
  ])('refuses %s', async (_, value, where, hint) => {
    expect(await refusal(() => encoded(csvFormat, value))).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      asset: 'market/prices',
      partition: '2024-01-02',
      message: expect.stringContaining(where),
      hint: expect.stringContaining(hint),
    })
  })

  it('says row, column and value', async () => {
    expect(await refusal(() => encoded(csvFormat, [{ close: 1 }, { close: 'n/a' }]))).toMatchObject({
      message:
        "asset `market/prices`: CSV cannot hold `'n/a'` (row 1, column `close`): the rows before it have numbers there, and a column has one type",
    })
  })
})

describe('ndjsonFormat', () => {
  it('writes one object a line', async () => {
    expect(
      (
        await encoded(ndjsonFormat, [
          { a: 1, at: new Date(0) },
          { b: 10n, a: null },
        ])
      ).toString(),
    ).toBe('{"a":1,"at":"1970-01-01T00:00:00.000Z"}\n{"a":null,"b":"10"}\n')
  })

  it('gives back any table, also cells of several JSON types in one column', async () => {
    const mixed = fc.oneof(text, finite, fc.boolean())
    const loneSurrogates = fc.string({ unit: 'binary' })
    await fc.assert(
      fc.asyncProperty(tables(text, finite, date, fc.boolean(), fc.bigInt(), mixed, loneSurrogates), async (rows) => {
        expect(await roundTrip(ndjsonFormat, rows)).toStrictEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  it('tells cells that are absent from cells that are null, in one column', async () => {
    const rows = [{ a: 1 }, {}, { a: null }]
    expect(await roundTrip(ndjsonFormat, rows)).toStrictEqual(rows)
    expect(await roundTrip(ndjsonFormat, [{}, {}])).toStrictEqual([{}, {}])
  })

  it('refuses NaN, and dates among text', async () => {
    expect(await refusal(() => encoded(ndjsonFormat, [{ a: Number.NaN }]))).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      hint: expect.stringContaining('`parquet()`'),
    })
    expect(await refusal(() => encoded(ndjsonFormat, [{ a: 'x' }, { a: new Date() }]))).toMatchObject({
      code: 'VALUE_UNSTORABLE',
    })
  })
})

describe('jsonFormat', () => {
  it('writes one line, with the members in their order', async () => {
    expect((await encoded(jsonFormat, { b: [1, null], a: { c: 'é' }, d: undefined })).toString()).toBe(
      '{"b":[1,null],"a":{"c":"é"}}\n',
    )
  })

  it('gives back any JSON value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), async (value) => {
        // See `tables` about this key.
        fc.pre(!JSON.stringify(value).includes(String.raw`"\\":`))
        expect(JSON.stringify(await roundTrip(jsonFormat, value))).toBe(JSON.stringify(value))
      }),
    )
  })

  const loop: { list: unknown[] } = { list: [] }
  loop.list.push(loop)
  it.each([
    ['a Date', { a: [{ at: new Date(0) }] }, 'at `a.0.at`', 'toISOString'],
    ['NaN', [0, Number.NaN], 'at `1`', 'null'],
    ['a bigint', { id: 1n }, 'at `id`', 'text'],
    ['undefined in an array', [undefined], 'at `0`', 'null'],
    ['undefined itself', undefined, 'the whole value', 'Leave it out'],
    ['a Map', new Map(), 'the whole value', 'plain objects'],
    ['a function', { f: () => 1 }, 'at `f`', 'Leave it out'],
    ['a cycle', loop, 'at `list.0`', 'key'],
  ])('refuses %s, and says where it is', async (_, value, where, hint) => {
    expect(await refusal(() => encoded(jsonFormat, value))).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringContaining(where),
      hint: expect.stringContaining(hint),
    })
  })
})

describe('bytesFormat', () => {
  it('keeps bytes, and refuses the rest', async () => {
    expect(await roundTrip(bytesFormat, new Uint8Array([0, 255]).subarray(1))).toEqual(Buffer.from([255]))
    expect(await refusal(() => encoded(bytesFormat, 'text'))).toMatchObject({ code: 'VALUE_UNSTORABLE' })
  })
})

describe('bigints', () => {
  it('are exact in every text format for rows', async () => {
    await fc.assert(
      fc.asyncProperty(bigint64, async (value) => {
        for (const format of [csvFormat, ndjsonFormat])
          expect(await roundTrip(format, [{ value }])).toEqual([{ value }])
      }),
    )
  })
})

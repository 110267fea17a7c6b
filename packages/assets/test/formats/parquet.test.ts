import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decimalText } from '../../src/formats/decimal-text.ts'
import { parquetFormat } from '../../src/formats/index.ts'
import { rowSchemaOf } from '@headwater/core/extend'
import { temporaryFolder } from '../temporary-folder.ts'
import { bigint64, bytes, date, encoded, number, roundTrip, tables, text } from './round-trip.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => duckdb.closeSync())

/** What DuckDB answers, as JSON so that no client library converts anything. */
async function ask(sql: string): Promise<unknown> {
  const answer = await duckdb.runAndReadAll(`select to_json(list(t)) from (${sql}) as t`)
  return JSON.parse(String(answer.getRows()[0]?.[0] ?? '[]'))
}

async function fileWith(content: Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'table.parquet')
  await writeFile(file, content)
  return file
}

const bar = z.object({
  symbol: z.string(),
  close: z.number(),
  volume: z.int(),
  at: z.date(),
  split: z.bigint().nullable(),
  adjusted: z.boolean().optional(),
})
const bars = [
  { symbol: 'AAPL', close: 185.64, volume: 82_488_700, at: new Date('2024-01-02T21:00:00.123Z'), split: null },
  {
    symbol: 'é😀',
    close: -0,
    volume: 0,
    at: new Date('1969-12-31T23:59:59.999Z'),
    split: 2n ** 62n + 1n,
    adjusted: true,
  },
]

describe('parquetFormat', () => {
  it('gives back any table of flat cells and bytes', async () => {
    await fc.assert(
      fc.asyncProperty(tables(text, number, date, fc.boolean(), bigint64, bytes), async (rows) => {
        fc.pre(!rows.some((row) => Object.keys(row).some((name) => name.startsWith('\ufeff'))))
        expect(await roundTrip(parquetFormat, rows)).toStrictEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  it('gives back columns of many rows, where writers take to dictionaries and pages', async () => {
    const rows = Array.from({ length: 250_000 }, (_, index) => ({
      index,
      zero: index % 3 === 0 ? -0 : 0,
      text: index % 5 === 0 ? null : `s${index % 7}`,
      at: new Date(index * 86_400_000 * 37),
    }))
    expect(await roundTrip(parquetFormat, rows)).toStrictEqual(rows)
  })

  it('stores integers, absent cells and order as the schema of the asset says', async () => {
    const schema = rowSchemaOf(z.array(bar))
    expect(await roundTrip(parquetFormat, bars, schema)).toStrictEqual(bars)
    const file = await fileWith(await encoded(parquetFormat, bars, schema))
    expect(
      await ask(`select name, type, repetition_type, logical_type from parquet_schema('${file}') where name <> 'root'`),
    ).toMatchObject([
      { name: 'symbol', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED', logical_type: 'StringType()' },
      { name: 'close', type: 'DOUBLE', repetition_type: 'REQUIRED' },
      { name: 'volume', type: 'INT64', repetition_type: 'REQUIRED' },
      {
        name: 'at',
        type: 'INT64',
        repetition_type: 'REQUIRED',
        logical_type: expect.stringMatching(/isAdjustedToUTC=1.*MICROS=/),
      },
      { name: 'split', type: 'INT64', repetition_type: 'OPTIONAL' },
      { name: 'adjusted', type: 'BOOLEAN', repetition_type: 'OPTIONAL' },
    ])
  })

  it('keeps the columns of a table without rows', async () => {
    const file = await fileWith(await encoded(parquetFormat, [], rowSchemaOf(z.array(bar))))
    expect(await ask(`select column_name, column_type from (describe from '${file}')`)).toEqual([
      { column_name: 'symbol', column_type: 'VARCHAR' },
      { column_name: 'close', column_type: 'DOUBLE' },
      { column_name: 'volume', column_type: 'BIGINT' },
      { column_name: 'at', column_type: 'TIMESTAMP WITH TIME ZONE' },
      { column_name: 'split', column_type: 'BIGINT' },
      { column_name: 'adjusted', column_type: 'BOOLEAN' },
    ])
    expect(await roundTrip(parquetFormat, [], rowSchemaOf(z.array(bar)))).toEqual([])
    expect(await roundTrip(parquetFormat, [])).toEqual([])
  })

  it('makes equal bytes of equal rows', async () => {
    const reordered = bars.map(({ symbol, ...rest }) => ({ ...rest, symbol }))
    const schema = rowSchemaOf(z.array(bar))
    expect(await encoded(parquetFormat, reordered, schema)).toEqual(await encoded(parquetFormat, bars, schema))
    expect(await encoded(parquetFormat, bars.toReversed())).not.toEqual(await encoded(parquetFormat, bars))
  })

  it('is read by DuckDB as what was written', async () => {
    const rows = fc.array(
      fc.record({
        text: fc.option(text as fc.Arbitrary<string>),
        number: fc.double({ noNaN: true, noDefaultInfinity: true }),
        bigint: fc.option(bigint64 as fc.Arbitrary<bigint>),
        flag: fc.option(fc.boolean()),
        at: fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }),
        bytes: bytes as fc.Arbitrary<Uint8Array>,
      }),
      { minLength: 1, maxLength: 20 },
    )
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const file = await fileWith(await encoded(parquetFormat, rows))
        const seen = await ask(
          `select hex(text) as text, number::varchar as number, bigint::varchar as bigint, flag, epoch_us("at")::varchar as "at", hex(bytes) as bytes from '${file}'`,
        )
        expect(seen).toEqual(
          rows.map(({ text, number, bigint, flag, at, bytes }) => ({
            text: text === null ? null : Buffer.from(text).toString('hex').toUpperCase(),
            number: expect.toSatisfy((seen) => Object.is(Number(seen), number)),
            bigint: bigint === null ? null : String(bigint),
            flag,
            at: String(BigInt(at.getTime()) * 1000n),
            bytes: Buffer.from(bytes).toString('hex').toUpperCase(),
          })),
        )
      }),
      { numRuns: 50 },
    )
  })

  it.each(['snappy', 'zstd', 'gzip', 'brotli', 'uncompressed'])('reads what DuckDB wrote with %s', async (codec) => {
    const file = join(await temporaryFolder(), 'table.parquet')
    await duckdb.run(`copy (
      select
        i as bigint, i::integer as integer, i / 8 as double, 's' || (i % 3) as text, i % 2 = 0 as flag, i::utinyint as tiny,
        case when i % 4 = 0 then null else 's' || i end as gaps,
        make_timestamp(i * 1000003 - 5000000) as "at", date '1969-12-30' + i::integer as day,
        ((i - 3) * 1.2345)::decimal(18, 4) as price, ((i - 3) * 1234567890123456.0123456789)::decimal(38, 10) as wide,
        (i - 3)::decimal(4, 0) as whole, ('x' || i)::blob as bytes, [i, null] as list, { a: i, b: 'x' } as struct
      from range(10) as r(i)
    ) to '${file}' (format parquet, codec '${codec}')`)
    const rows = (await parquetFormat.decode(await readFile(file), { notes: null })) as readonly {
      readonly [column: string]: unknown
    }[]
    const texts = (await ask(
      `select epoch_us("at")::varchar as "at", price::varchar as price, wide::varchar as wide, whole::varchar as whole from '${file}'`,
    )) as readonly { at: string; price: string; wide: string; whole: string }[]
    expect(rows).toEqual(
      texts.map(({ at, price, wide, whole }, i) => ({
        bigint: BigInt(i),
        integer: i,
        double: i / 8,
        text: `s${i % 3}`,
        flag: i % 2 === 0,
        tiny: i,
        gaps: i % 4 === 0 ? null : `s${i}`,
        at: new Date(Math.floor(Number(at) / 1000)),
        day: new Date((i - 2) * 86_400_000),
        price,
        wide,
        whole,
        bytes: new Uint8Array(Buffer.from(`x${i}`)),
        list: [BigInt(i), null],
        struct: { a: BigInt(i), b: 'x' },
      })),
    )
  })

  it('reads the 64-bit integers of others as the schema says, where they are safe', async () => {
    const file = join(await temporaryFolder(), 'table.parquet')
    await duckdb.run(`copy (select 1::bigint as a, 2::bigint as b, 9007199254740993 as c, 4::bigint as d) to '${file}'`)
    const rowSchema = rowSchemaOf(z.array(z.object({ a: z.int(), b: z.number(), c: z.number(), d: z.bigint() })))
    const rows = await parquetFormat.decode(await readFile(file), { notes: null, rowSchema })
    expect(rows).toEqual([{ a: 1, b: 2, c: 9007199254740993n, d: 4n }])
  })

  it.each([
    ['a bigint of more than 64 bits', [{ id: 1n }, { id: 2n ** 63n }], 'row 1, column `id`', '`csv()`'],
    ['half a surrogate pair in a name', [{ '\udc00': 1 }], 'a column name', '`ndjson()`'],
    ['a byte order mark in a name', [{ '\ufeffa': 1 }], 'a column name', 'without it'],
    ['nested rows', [{ a: [1] }], 'row 0, column `a`', '`json()`'],
    ['rows without a column', [{}], 'row 0', '`ndjson()`'],
  ])('refuses %s', async (_, rows, where, hint) => {
    await expect(encoded(parquetFormat, rows)).rejects.toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringContaining(where),
      hint: expect.stringContaining(hint),
    })
  })

  it('refuses a number that is no integer where the schema says integer', async () => {
    const schema = rowSchemaOf(z.array(z.object({ n: z.int() })))
    await expect(encoded(parquetFormat, [{ n: 1.5 }], schema)).rejects.toMatchObject({ code: 'VALUE_UNSTORABLE' })
  })

  it('does not read what is no Parquet', async () => {
    await expect(async () => parquetFormat.decode(Buffer.from('{"a":1}'), { notes: null })).rejects.toThrow('parquet')
  })
})

describe('decimalText', () => {
  it.each([
    [-1250n, 2, '-12.50'],
    [5, 3, '0.005'],
    [-5, 3, '-0.005'],
    [7n, 0, '7'],
    [Uint8Array.of(0xff, 0x7f), 1, '-12.9'],
    [Uint8Array.of(), 2, '0.00'],
  ])('writes %s with %i decimals', (stored, decimals, text) => {
    expect(decimalText(stored, decimals)).toBe(text)
  })
})

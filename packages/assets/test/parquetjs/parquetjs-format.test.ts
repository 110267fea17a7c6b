import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { asset } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import { legacyParquet, parquetjsFormat } from '@headwater/assets/parquetjs'
import { bytes, encoded, roundTrip, tables, text } from '../formats/round-trip.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => duckdb.closeSync())

async function ask(sql: string): Promise<unknown> {
  const answer = await duckdb.runAndReadAll(`select to_json(list(t)) from (${sql}) as t`)
  return JSON.parse(String(answer.getRows()[0]?.[0] ?? '[]'))
}

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))
const bigint = fc.maxSafeInteger().map(BigInt)
const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2255-01-01') })

const Row = z.object({
  s: z.string(),
  n: z.number(),
  i: z.int(),
  big: z.bigint(),
  b: z.boolean(),
  at: z.date(),
  gap: z.string().nullable(),
})
const rows = [
  {
    s: 'é😀',
    n: 0.1,
    i: 2 ** 53 - 1,
    big: -(2n ** 53n - 1n),
    b: true,
    at: new Date('2024-01-02T03:04:05.678Z'),
    gap: null,
  },
  { s: '', n: -1e300, i: 0, big: 0n, b: false, at: new Date(0), gap: 'x' },
]

describe('parquetjsFormat', () => {
  it('gives back every table that it takes', async () => {
    await fc.assert(
      fc.asyncProperty(tables(text, number, date, fc.boolean(), bigint, bytes), async (rows) => {
        fc.pre(rows.length > 0 && !rows.some((row) => Object.keys(row).some((name) => /^\ufeff|[.,]|^$/.test(name))))
        expect(await roundTrip(parquetjsFormat, rows)).toStrictEqual(rows)
      }),
      { numRuns: 100 },
    )
  })

  it('is read by DuckDB as what was written', async () => {
    const file = join(await temporaryFolder(), 'table.parquet')
    await writeFile(file, await encoded(parquetjsFormat, rows, rowSchemaOf(z.array(Row))))
    expect(
      await ask(
        `select s, n, i::varchar as i, big::varchar as big, b, epoch_us("at")::varchar as "at", gap from '${file}'`,
      ),
    ).toEqual(
      rows.map((row) => ({
        ...row,
        i: String(row.i),
        big: String(row.big),
        at: String(BigInt(row.at.getTime()) * 1000n),
      })),
    )
    expect(await ask(`select distinct compression, encodings from parquet_metadata('${file}')`)).toEqual([
      { compression: 'SNAPPY', encodings: expect.not.stringContaining('DICTIONARY') },
    ])
  })

  it('writes no page index', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => ({ n, s: `s${n}` }))
    const content = await encoded(parquetjsFormat, many)
    const { parquetMetadata } = await import('hyparquet')
    const { row_groups } = parquetMetadata(
      content.buffer.slice(content.byteOffset, content.byteOffset + content.length) as ArrayBuffer,
    )
    expect(row_groups).toHaveLength(5)
    for (const { columns } of row_groups)
      for (const { column_index_offset, offset_index_offset } of columns)
        expect([column_index_offset, offset_index_offset]).toEqual([undefined, undefined])
  })

  it.each<[string, readonly object[], string, string]>([
    ['a bigint beyond 2^53', [{ a: 1n }, { a: 2n ** 53n }], 'row 1, column `a`', 'within 2^53'],
    ['a negative one', [{ a: -(2n ** 53n) }], 'row 0, column `a`', 'within 2^53'],
    ['NaN', [{ a: Number.NaN }], 'row 0, column `a`', 'something else'],
    ['an infinity', [{ a: Number.POSITIVE_INFINITY }], 'row 0, column `a`', 'something else'],
    ['-0', [{ a: -0 }], 'row 0, column `a`', 'something else'],
    ['a date before 1970', [{ a: new Date(-1) }], 'row 0, column `a`', 'from 1970'],
    ['a date too far away', [{ a: new Date('2300-01-01') }], 'row 0, column `a`', 'to 2255'],
    ['a table without columns', [], 'the whole value', 'no columns'],
    ['nested values', [{ a: [1] }], 'row 0, column `a`', 'no type'],
    ['a name that it would cut', [{ 'a.b': 1 }], 'a column name', 'a path'],
  ])('refuses %s', async (_, rows, where, why) => {
    await expect(encoded(parquetjsFormat, rows)).rejects.toMatchObject({
      code: 'VALUE_UNSTORABLE',
      message: expect.stringMatching(new RegExp(`${where}.*${why.replace('^', '\\^')}`, 's')),
    })
  })

  it('keeps an asset, readable by whoever opens the folder', async () => {
    const root = await temporaryFolder()
    const bars = asset(
      'market/bars',
      { schema: z.array(Row), io: legacyParquet({ root, path: '{key}.parquet' }) },
      () => rows,
    )
    const project = projectOf([bars])
    await makeAll(project)
    expect(await project.load(bars)).toEqual(rows)
    expect(await ask(`select count(*)::integer as n from '${join(root, 'market/bars.parquet')}'`)).toEqual([{ n: 2 }])
  })
})

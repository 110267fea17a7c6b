import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { type ColumnBatch, columnar } from '@headwater/assets'
import { parquetFormat } from '../../src/formats/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { at, bytesOf, encoded, inPieces } from './round-trip.ts'

let duckdb: DuckDBConnection
beforeAll(async () => {
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(() => duckdb.closeSync())

/** What DuckDB answers, as JSON so that no client library converts anything. */
async function ask(sql: string): Promise<readonly { readonly [column: string]: unknown }[]> {
  const answer = await duckdb.runAndReadAll(`select to_json(list(t)) from (${sql}) as t`)
  return JSON.parse(String(answer.getRows()[0]?.[0] ?? '[]'))
}

async function fileWith(content: Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'table.parquet')
  await writeFile(file, content)
  return file
}

/** A type: cells of it, and how DuckDB spells one of its cells as text, ours beside its own. */
interface Type {
  readonly zod: z.ZodType
  readonly cells: fc.Arbitrary<unknown>
  readonly sql: (column: string) => string
  readonly text: (cell: never) => string
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()
const types: readonly Type[] = [
  {
    zod: z.string(),
    cells: fc.string({ unit: 'grapheme' }),
    sql: (c) => `hex(${c})`,
    text: (cell: string) => hex(Buffer.from(cell)),
  },
  {
    zod: z.enum(['a', 'é', '']),
    cells: fc.constantFrom('a', 'é', ''),
    sql: (c) => `hex(${c})`,
    text: (cell: string) => hex(Buffer.from(cell)),
  },
  {
    zod: z.int(),
    cells: fc.maxSafeInteger(),
    sql: (c) => `${c}::varchar`,
    text: (cell: number) => String(BigInt(cell)),
  },
  {
    zod: z.bigint(),
    cells: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    sql: (c) => `${c}::varchar`,
    text: String,
  },
  { zod: z.boolean(), cells: fc.boolean(), sql: (c) => `${c}::varchar`, text: String },
  {
    zod: z.date(),
    cells: fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }),
    sql: (c) => `epoch_us(${c})::varchar`,
    text: (cell: Date) => String(BigInt(cell.getTime()) * 1000n),
  },
  {
    zod: z.array(z.object({ n: z.int(), s: z.string().nullable() })),
    cells: fc.array(
      fc.record({ n: fc.integer(), s: fc.option(fc.constantFrom('x', 'é"')) }, { noNullPrototype: true }),
      { maxLength: 2 },
    ),
    sql: (c) => `${c}::varchar`,
    text: (cell: unknown) => JSON.stringify(cell),
  },
]

/** Columns of these types, and rows of them: full, with nulls, or with nulls alone. */
const tables = fc
  .array(fc.tuple(fc.constantFrom(...types), fc.constantFrom('full', 'some', 'none')), { minLength: 1, maxLength: 5 })
  .chain((columns) => {
    const row = fc.tuple(
      ...columns.map(([{ cells }, gaps]) =>
        gaps === 'full' ? cells : gaps === 'none' ? fc.constant(null) : fc.option(cells),
      ),
    )
    const rows = fc.oneof(fc.array(row, { maxLength: 20 }), fc.array(row, { minLength: 100, maxLength: 200 }))
    return fc.tuple(fc.constant(columns), rows)
  })

describe('parquetFormat, with DuckDB as referee', () => {
  it('writes any schema so that DuckDB and we read the same', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ([columns, tuples]) => {
        const name = (index: number) => `c${index}`
        const shape = columns.map(([{ zod }, gaps], index) => [name(index), gaps === 'full' ? zod : zod.nullable()])
        const rows = tuples.map((cells) => Object.fromEntries(cells.map((cell, index) => [name(index), cell])))
        const rowSchema = rowSchemaOf(z.array(z.object(Object.fromEntries(shape))))
        const content = await encoded(parquetFormat, rows, rowSchema)
        expect(await parquetFormat.decode(content, { notes: null })).toStrictEqual(rows)
        const spelled = columns.map(([{ sql }], index) => `${sql(name(index))} as ${name(index)}`)
        expect(await ask(`select ${spelled.join(', ')} from '${await fileWith(content)}'`)).toEqual(
          tuples.map((cells) =>
            Object.fromEntries(
              cells.map((cell, index) => [name(index), cell === null ? null : columns[index]?.[0].text(cell as never)]),
            ),
          ),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('gives readers statistics by which they skip nothing that they want', async () => {
    const rows = Array.from({ length: 300_000 }, (_, n) => ({
      n,
      f: n % 7 === 0 ? Number.NaN : n / 3 - 1000,
      big: BigInt(n) - 2n ** 60n,
      at: new Date(n * 60_000 - 10_000_000_000),
      s: n % 2 ? `\ue000${n % 10}` : `😀${n % 10}`,
      gap: n < 200_000 ? null : n,
    }))
    const file = await fileWith(await encoded(parquetFormat, rows))
    const groups = await ask(
      `select row_group_num_rows as rows, stats_null_count as nulls, stats_min_value as min from parquet_metadata('${file}') where path_in_schema = 'gap'`,
    )
    expect(groups.map(({ rows, nulls }) => [rows, nulls])).toEqual([
      [122_880, 122_880],
      [122_880, 77_120],
      [54_240, 0],
    ])
    const found = async (where: string) =>
      (await ask(`select count(*)::integer as n from '${file}' where ${where}`))[0]?.['n']
    expect(await found('n = 250000')).toBe(1)
    expect(await found(`f < -999 and not isnan(f)`)).toBe(rows.filter(({ f }) => f < -999).length)
    expect(await found(`big = ${-(2n ** 60n)} + 299999`)).toBe(1)
    expect(await found(`at = epoch_ms(${rows[200_000]?.at.getTime()})::timestamptz`.replace('at =', '"at" ='))).toBe(1)
    expect(await found(`s = '😀4'`)).toBe(rows.filter(({ s }) => s === '😀4').length)
    expect(await found(`s >= '😀'`)).toBe(rows.filter(({ s }) => s.startsWith('😀')).length)
    expect(await found('gap = 200001')).toBe(1)
  })

  it('takes slices of columns, and makes the bytes that their rows make', async () => {
    const Row = z.object({ s: z.string().nullable(), n: z.int().nullable(), b: z.boolean(), x: z.number().optional() })
    const rows = Array.from({ length: 1000 }, (_, n) => ({
      s: n % 3 ? `s${n % 5}` : null,
      n: n % 4 ? n : null,
      b: n % 2 === 0,
      ...(n % 5 ? { x: n } : {}),
    }))
    const batch = columnar(z.array(Row)).from(rows)
    const schema = rowSchemaOf(z.array(Row))
    for (const [start, end] of [
      [0, 1000],
      [3, 500],
      [500, 501],
      [8, 8],
      [997, 1000],
    ] as const) {
      const content = await encoded(parquetFormat, batch.slice(start, end), schema)
      expect(await parquetFormat.decode(content, { notes: null })).toEqual(rows.slice(start, end))
      const read = (await parquetFormat.decode(content, { notes: null, as: 'columns' })) as ColumnBatch
      expect([...read]).toEqual(rows.slice(start, end))
    }
  })

  it('reads the times, decimals and nested values of DuckDB by column, in pieces too', async () => {
    const file = join(await temporaryFolder(), 'table.parquet')
    const i = `case when i % 5 = 0 then null else i end`
    await duckdb.run(`copy (
      select make_timestamp(-1 + x * 1000003) as micros, make_timestamp(x * 7)::timestamptz as zoned, date '1969-12-30' + x::integer as day,
        make_timestamp_ns(-1 + x) as nanos, make_timestamp(x * 1000)::timestamp_ms as millis,
        (x * 1.23)::decimal(9, 2) as small, (x * 12345678901234.5678)::decimal(38, 4) as wide, x::ubigint as unsigned, x::float as real,
        [x, null] as list, { a: x, t: make_timestamp(x) } as struct, ('s' || (x % 3))::varchar as text, x::bigint as big, x % 2 = 0 as flag
      from (select ${i} as x from range(5000) as r(i))
    ) to '${file}' (format parquet, row_group_size 2048)`)
    const content = await readFile(file)
    const rows = (await parquetFormat.decode(content, { notes: null })) as readonly {
      readonly [column: string]: unknown
    }[]
    const batch = (await parquetFormat.decode(content, { notes: null, as: 'columns' })) as ColumnBatch
    expect(batch.columns.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'micros date',
      'zoned date',
      'day date',
      'nanos date',
      'millis date',
      'small string',
      'wide string',
      'unsigned bigint',
      'real number',
      'list json',
      'struct json',
      'text string',
      'big bigint',
      'flag boolean',
    ])
    expect([...batch]).toStrictEqual(rows)
    const pieces = await inPieces(parquetFormat, content)
    expect(pieces.lengths).toEqual([2048, 2048, 904])
    expect(pieces.rows).toStrictEqual(rows)
    expect(rows[1]).toEqual({
      micros: new Date(1000),
      zoned: new Date(0),
      day: new Date('1969-12-31'),
      nanos: new Date(0),
      millis: new Date(1),
      small: '1.23',
      wide: '12345678901234.5678',
      unsigned: 1n,
      real: 1,
      list: [1n, null],
      struct: { a: 1n, t: new Date(0) },
      text: 's1',
      big: 1n,
      flag: false,
    })
    expect(Object.values(rows[0] ?? {}).filter((cell) => cell !== null)).toEqual([[null, null], { a: null, t: null }])
  })

  it('refuses nested values that JSON would change', async () => {
    const schema = rowSchemaOf(z.array(z.object({ a: z.array(z.unknown()) })))
    for (const cell of [[Number.NaN], [new Date(0)], [1n], [-0]]) {
      await expect(encoded(parquetFormat, [{ a: cell }], schema)).rejects.toMatchObject({ code: 'VALUE_UNSTORABLE' })
    }
  })

  it('begins to write before it has all of a stream', async () => {
    let given = 0
    async function* batches() {
      for (; given < 10; given += 1) yield Array.from({ length: 122_880 }, (_, n) => ({ n }))
    }
    const { content } = await parquetFormat.encode(batches(), at())
    const givenAt: number[] = []
    for await (const piece of content) if (piece.length > 0) givenAt.push(given)
    expect(givenAt.slice(0, 3)).toEqual([1, 2, 3].map((group) => group + 0))
    expect(await bytesOf([])).toHaveLength(0)
  })
})

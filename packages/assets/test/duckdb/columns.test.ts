import { asset, type IoManager } from '@headwater/core'
import { rowSchemaOf } from '@headwater/core/extend'
import { columnar, duckdb } from '@headwater/assets'
import { DuckDBInstance } from '@duckdb/node-api'
import * as duckdbApi from '@duckdb/node-api'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readColumns } from '../../src/duckdb/read-columns.ts'
import { readResult } from '../../src/duckdb/read-result.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { scratchOfTest } from './scratch.ts'

const Row = z.object({
  symbol: z.string().nullable(),
  close: z.number().nullable(),
  volume: z.int(),
  big: z.bigint(),
  open: z.boolean(),
  at: z.date().nullable(),
  tags: z.array(z.string()),
  note: z.string().optional(),
})
type Row = z.output<typeof Row>

const row: fc.Arbitrary<Row> = fc
  .record({
    symbol: fc.option(fc.string({ unit: 'grapheme' })),
    close: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    volume: fc.maxSafeInteger(),
    big: fc.bigInt({ min: -(2n ** 126n), max: 2n ** 126n }),
    open: fc.boolean(),
    at: fc.option(fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })),
    tags: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 2 }),
    note: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
  })
  .map(({ note, ...rest }) => (note === undefined ? rest : { ...rest, note }))

/** More than one chunk of DuckDB's, and more than one vector of it. */
const rows = fc.sample(row, { numRuns: 5000, seed: 1 })

describe('a table in DuckDB', () => {
  test('takes columns as it takes their rows, and gives them back', async () => {
    const { path } = scratchOfTest()
    const io = duckdb({ path }).table()
    const Columns = columnar(z.array(Row))
    // The compiler knows rows of scalars; what is nested becomes JSON.
    const asRows = asset('as/rows', { io: io as IoManager<unknown>, schema: z.array(Row) }, () => rows)
    const asColumns = asset('as/columns', { io, schema: Columns }, () => Columns.from(rows))
    const project = projectOf([asRows, asColumns])
    await makeAll(project)
    expect(await project.load(asRows)).toEqual(rows)
    expect([...(await project.load(asColumns))]).toEqual(rows)
  })

  test('has the same data version however it came, partition by partition', async () => {
    const { path } = scratchOfTest()
    const { store } = duckdb({ path }).table()
    const attempt = { id: 'run.1', runId: 'run', token: 1 }
    const stage = (asset: string, parts: readonly unknown[]) => {
      const at = (partition: string) => ({
        asset,
        partition,
        attempt,
        dimensions: { partition },
        rowSchema: rowSchemaOf(z.array(Row)),
      })
      return store?.stage(parts.map((value, index) => ({ value, at: at(`p${index}`) }))) ?? []
    }
    const cuts = [0, 10, 2048, 2050, 5000]
    const ranges = cuts.slice(1).map((end, index) => [cuts[index] ?? 0, end] as const)
    const batch = columnar(z.array(Row)).from(rows)
    const fromRows = await stage(
      'a',
      ranges.map(([start, end]) => rows.slice(start, end)),
    )
    const fromColumns = await stage(
      'b',
      ranges.map(([start, end]) => batch.slice(start, end)),
    )
    expect(fromColumns.map(({ dataVersion, rows }) => [dataVersion, rows])).toEqual(
      fromRows.map(({ dataVersion, rows }) => [dataVersion, rows]),
    )
  })

  test('refuses cells of a batch as it refuses those of rows', async () => {
    const { path } = scratchOfTest()
    const { store } = duckdb({ path }).table()
    const attempt = { id: 'run.1', runId: 'run', token: 1 }
    const at = {
      asset: 'a',
      partition: 'p',
      attempt,
      dimensions: { partition: 'p' },
      rowSchema: rowSchemaOf(z.array(z.object({ n: z.int() }))),
    }
    const staging = (value: unknown) => store?.stage([{ value, at }])
    const loose = columnar(z.array(z.object({ n: z.number().nullable() })))
    for (const [bad, what] of [
      [1.5, 'is 1.5'],
      [null, 'is null'],
    ] as const) {
      await expect(staging(loose.from([{ n: 1 }, { n: bad }]))).rejects.toMatchObject({
        code: 'VALUE_UNSTORABLE',
        message: expect.stringContaining(`row 1 of partition \`p\`, column \`n\` ${what}`),
      })
    }
  })
})

describe('readColumns', () => {
  test.each(['i', 'case when i % 3 = 0 then null else i end'])('gives the cells that rows have, of %s', async (i) => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const sql = `select
        x::boolean as bool, x::tinyint as tiny, x::smallint as small, x::integer as int, x::bigint as big, x::hugeint as huge,
        x::utinyint as utiny, x::uinteger as uint, (x / 3)::float as real, x / 3 as double, x::decimal(9, 2) as dec,
        9007199254740993 + x as wide, 's' || (x % 7) as text, date '1969-12-30' + x::integer as day,
        make_timestamp(-1 + x * 1000003) as micros, make_timestamp(x * 7)::timestamptz as zoned,
        make_timestamp_ns(-1 + x) as nanos, make_timestamp(x * 1000000)::timestamp_s as secs,
        make_timestamp(x * 1000)::timestamp_ms as millis, ('x' || x)::blob as bytes, [x, null] as list, { a: x } as struct,
        json_object('a', x) as json, null as nothing
      from (select ${i} as x from range(100) as r(i))`
    const many = `from (${sql}), range(50)`
    for (const query of [sql, `${sql} limit 0`, many]) {
      const columns = await readColumns(await connection.run(query), duckdbApi)
      const expected = await readResult(await connection.run(query), duckdbApi)
      expect([...columns]).toEqual(
        expected.map((row) => ({ ...row, bytes: row['bytes'] && Uint8Array.from(row['bytes'] as Buffer) })),
      )
    }
    connection.closeSync()
  })
})

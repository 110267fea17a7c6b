import { asset, daily, externalAsset, lookback } from '@headwater/core'
import { arrow, batches, duckdb, files, reference } from '@headwater/assets'
import { tableToIPC, tableFromIPC, type Table } from 'apache-arrow'
import { basename, join } from 'node:path'
import { realpathSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { scratchOfTest } from '../duckdb/scratch.ts'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Row = z.object({
  symbol: z.string().nullable(),
  close: z.number().nullable(),
  count: z.int(),
  volume: z.bigint(),
  open: z.boolean(),
  at: z.date(),
  tags: z.array(z.string()),
})
const row = {
  symbol: 'Ä ü 😀',
  close: -0.5,
  count: 3,
  volume: -(2n ** 63n),
  open: true,
  at: new Date('1969-07-20T20:17:40.123Z'),
  tags: ['x', 'y'],
}

/** An asset of these rows, in memory of the project. */
const tableOf = (rows: readonly z.output<typeof Row>[]) => asset('rows', { schema: z.array(Row) }, () => rows)

describe('arrow()', () => {
  test('hands over a table of apache-arrow, with what each column is declared to be', async () => {
    const rows = tableOf([row, { ...row, symbol: null, close: null }, { ...row, symbol: '' }])
    const columns = asset('columns', { deps: { rows: arrow(rows) }, schema: z.unknown() }, ({ rows }) => {
      const cells = [rows.getChild('symbol'), rows.getChild('close'), rows.getChild('count'), rows.getChild('volume')]
      const others = [rows.getChild('open'), rows.getChild('at'), rows.getChild('tags')]
      return { count: rows.numRows, cells: [...cells, ...others].map((column) => [...(column ?? [])]) }
    })
    const project = projectOf([rows, columns])
    await makeAll(project)
    expect(await project.load(columns)).toEqual({
      count: 3,
      cells: [
        ['Ä ü 😀', null, ''],
        [-0.5, null, -0.5],
        [3, 3, 3],
        [row.volume, row.volume, row.volume],
        [true, true, true],
        [row.at.getTime(), row.at.getTime(), row.at.getTime()],
        ['["x","y"]', '["x","y"]', '["x","y"]'],
      ],
    })
  })

  test('gives tables that other programs can read', async () => {
    const rows = tableOf(Array.from({ length: 20 }, (_, index) => ({ ...row, symbol: index % 3 ? `s${index}` : null })))
    const bytes = asset(
      'bytes',
      { deps: { rows: arrow(rows) }, schema: z.instanceof(Uint8Array) },
      ({ rows }) => new Uint8Array(tableToIPC(rows as unknown as Table)),
    )
    const project = projectOf([rows, bytes])
    await makeAll(project)
    const read = tableFromIPC(await project.load(bytes))
    expect(read.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'symbol Dictionary<Int32, Utf8>',
      'close Float64',
      'count Float64',
      'volume Int64',
      'open Bool',
      'at Timestamp<MILLISECOND>',
      'tags Utf8',
    ])
    expect([...(read.getChild('symbol') ?? [])].slice(0, 4)).toEqual([null, 's1', 's2', null])
  })

  test('knows its columns where there are no rows', async () => {
    const rows = tableOf([])
    const seen = asset('seen', { deps: { rows: arrow(rows) }, schema: z.unknown() }, ({ rows }) => [
      rows.numRows,
      [...(rows.getChild('symbol') ?? ['no column'])],
    ])
    const project = projectOf([rows, seen])
    await makeAll(project)
    expect(await project.load(seen)).toEqual([0, []])
  })

  test('rounds no bigint: those beyond 64 bits are refused', async () => {
    const rows = tableOf([{ ...row, volume: 2n ** 63n }])
    const seen = asset('seen', { deps: { rows: arrow(rows) }, schema: z.number() }, ({ rows }) => rows.numRows)
    const { failures } = await projectOf([rows, seen]).materialize('*')
    expect(failures).toMatchObject([{ asset: 'seen', problem: { code: 'VALUE_UNSTORABLE' } }])
    expect(failures[0]?.problem.message).toContain('column `volume` holds 9223372036854775808')
  })

  test('can be mapped: one table a partition', async () => {
    const days = daily({ start: '2024-01-01', end: '2024-01-03' })
    const rows = asset('rows', { partitions: days, schema: z.array(z.object({ n: z.int() })) }, (_, { partition }) =>
      Array.from({ length: Number(partition.slice(-2)) }, (_, n) => ({ n })),
    )
    const counts = asset(
      'counts',
      { deps: { rows: lookback(arrow(rows), 2) }, partitions: days, schema: z.array(z.number()) },
      ({ rows }) => [...rows.values()].map(({ numRows }) => numRows),
    )
    const project = projectOf([rows, counts])
    await makeAll(project)
    expect(await project.load(counts, '2024-01-03')).toEqual([2, 3])
  })
})

describe('batches()', () => {
  test('hands over the rows in tables of at most 65,536, as often as they are asked for', async () => {
    const count = 150_000
    const rows = asset('rows', { schema: z.array(z.object({ n: z.int() })) }, () =>
      Array.from({ length: count }, (_, n) => ({ n })),
    )
    const seen = asset(
      'seen',
      { deps: { rows: batches(rows) }, schema: z.array(z.array(z.number())) },
      async ({ rows }) => {
        const lengths = async () => {
          const found: number[] = []
          for await (const batch of rows) found.push(batch.numRows)
          return found
        }
        let sum = 0
        for await (const batch of rows) for (const n of batch.getChild('n') ?? []) sum += n ?? 0
        return [await lengths(), await lengths(), [sum]]
      },
    )
    const project = projectOf([rows, seen])
    await makeAll(project)
    const lengths = [65_536, 65_536, 18_928]
    expect(await project.load(seen)).toEqual([lengths, lengths, [(count * (count - 1)) / 2]])
  })
})

describe('reference()', () => {
  const Place = z.object({ warehouse: z.string(), name: z.string(), location: z.record(z.string(), z.unknown()) })

  test('says in which database file a table is, under which name, and which partition is meant', async () => {
    const { path } = scratchOfTest()
    const days = daily({ start: '2024-01-01', end: '2024-01-01' })
    const rows = asset(
      'market/rows',
      { partitions: days, schema: z.array(z.object({ n: z.int() })), io: duckdb({ path }).table() },
      () => [{ n: 1 }],
    )
    const place = asset('place', { deps: { at: reference(rows) }, partitions: days, schema: Place }, ({ at }) => at)
    const project = projectOf([rows, place])
    await makeAll(project)
    expect(await project.load(place, '2024-01-01')).toEqual({
      warehouse: realpathSync(path),
      name: 'market.rows',
      location: { schema: 'market', table: 'rows', partition: '2024-01-01' },
    })
  })

  test('says in which folder a file is', async () => {
    const root = await temporaryFolder()
    const rows = asset('rows', { schema: z.array(z.object({ n: z.int() })), io: files({ root }).parquet() }, () => [
      { n: 1 },
    ])
    const place = asset('place', { deps: { at: reference(rows) }, schema: Place }, ({ at }) => at)
    const project = projectOf([rows, place])
    await makeAll(project)
    const { warehouse, name, location } = await project.load(place)
    expect(warehouse).toBe(root)
    expect(basename(join(warehouse, name))).toBe('value.parquet')
    expect(location).toMatchObject({ path: name, readable: 'rows.parquet' })
  })

  test('falls back on names where nothing is recorded', async () => {
    const io = { name: 'by hand', read: async () => [{ n: 1 }], write: async () => undefined }
    const rows = externalAsset('vendor/rows', { schema: z.array(z.object({ n: z.int() })), io })
    const place = asset('place', { deps: { at: reference(rows) }, schema: Place }, ({ at }) => at)
    const project = projectOf([rows, place])
    await makeAll(project)
    expect(await project.load(place)).toEqual({ warehouse: 'by hand', name: 'vendor/rows', location: {} })
  })
})

import { readdir } from 'node:fs/promises'
import { asset } from '@headwater/core'
import { arrow, batches, ColumnBatch, columnar, files, stream } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeAll, projectOf } from '../project-of-test.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const Row = z.object({ id: z.int(), close: z.number().positive(), at: z.date(), symbol: z.string().nullable() })
type Row = z.output<typeof Row>
const rowAt = (id: number): Row => ({ id, close: id + 0.5, at: new Date(id), symbol: id % 3 ? `s${id % 5}` : null })
const rows = (count: number) => Array.from({ length: count }, (_, id) => rowAt(id))

async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

/** Every object store can be asked for these. */
const formats = ['parquet', 'arrow', 'ndjson', 'csv'] as const

describe('an asset of columns', () => {
  test.each(formats)('is kept as %s, and read as columns, as rows it was never', async (format) => {
    const root = await temporaryFolder()
    const Bars = columnar(z.array(Row))
    const bars = asset('bars', { schema: Bars, io: files({ root })[format]() }, () => Bars.from(rows(1000)))
    const sum = asset('sum', { deps: { bars }, schema: z.number() }, ({ bars }) => {
      const data = bars.column('close')?.data
      return data?.layout === 'float64' ? data.values.reduce((a, b) => a + b, 0) : Number.NaN
    })
    const project = projectOf([bars, sum])
    await makeAll(project)
    expect(await project.load(sum)).toBe(500_000)
    expect([...(await project.load(bars))]).toEqual(rows(1000))
  })

  test('is kept where no IO manager is named', async () => {
    const Bars = columnar(z.array(Row))
    const bars = asset('bars', { schema: Bars }, () => Bars.from(rows(10)))
    const project = projectOf([bars])
    await makeAll(project)
    const read = await project.load(bars)
    expect(read).toBeInstanceOf(ColumnBatch)
    expect([...read]).toEqual(rows(10))
  })

  test('is validated by columns, and says row, column and value', async () => {
    const root = await temporaryFolder()
    const Bars = columnar(z.array(Row))
    const wrong = rows(500).with(300, { ...rowAt(300), close: -2 })
    const bars = asset('bars', { schema: Bars, io: files({ root }).parquet() }, () => Bars.from(wrong))
    const { failures } = await projectOf([bars]).materialize('*')
    expect(failures).toMatchObject([{ problem: { code: 'VALUE_REFUSED' } }])
    expect(failures[0]?.problem.message).toContain(
      'row 301, column `close`: Too small: expected number to be >0; found -2',
    )
    expect(await filesBelow(root)).toEqual([])
  })

  test('takes what its schema makes of the rows', async () => {
    const Bars = columnar(z.array(z.object({ id: z.string().trim() })))
    const bars = asset('bars', { schema: Bars }, () => Bars.from([{ id: ' 7 ' }]))
    const project = projectOf([bars])
    await makeAll(project)
    expect([...(await project.load(bars))]).toEqual([{ id: '7' }])
  })
})

describe('an asset that is a stream', () => {
  const Bars = stream(z.array(Row))

  test.each(formats)('is written as %s while it is made, and read anew by every reader', async (format) => {
    const root = await temporaryFolder()
    const count = 70_000
    const bars = asset('bars', { schema: Bars, io: files({ root })[format]() }, () => Bars.from(rows(count)))
    const seen = asset('seen', { deps: { bars }, schema: z.array(z.number()) }, async ({ bars }) => {
      const read = async () => {
        let sum = 0
        for await (const batch of bars) for (const { id } of batch) sum += id
        return sum
      }
      return [await read(), await read()]
    })
    const project = projectOf([bars, seen])
    await makeAll(project)
    const sum = (count * (count - 1)) / 2
    expect(await project.load(seen)).toEqual([sum, sum])
  })

  test.each(formats)('leaves nothing behind when a batch of it is refused, as %s', async (format) => {
    const root = await temporaryFolder()
    const wrong = rows(60_000).with(50_000, { ...rowAt(50_000), close: 0 })
    const bars = asset('bars', { schema: Bars, io: files({ root })[format]() }, () => Bars.from(wrong))
    const { failures } = await projectOf([bars]).materialize('*')
    expect(failures[0]?.problem).toMatchObject({ code: 'VALUE_REFUSED' })
    expect(failures[0]?.problem.message).toContain('row 50001, column `close`')
    expect(await filesBelow(root)).toEqual([])
  })

  test('leaves nothing behind when its function throws half-way, and says that it was the function', async () => {
    const root = await temporaryFolder()
    let isClosed = false
    async function* broken() {
      try {
        yield* rows(40_000)
        throw new Error('the vendor hung up')
      } finally {
        isClosed = true
      }
    }
    const bars = asset('bars', { schema: Bars, io: files({ root }).parquet() }, () => Bars.from(broken()))
    const { failures } = await projectOf([bars]).materialize('*')
    expect(failures[0]?.problem).toMatchObject({ code: 'STEP_FAILED' })
    expect(failures[0]?.problem.message).toContain('the vendor hung up')
    expect([isClosed, await filesBelow(root)]).toEqual([true, []])
  })

  test('is over when the run is cancelled, and its function gets to its end', async () => {
    const root = await temporaryFolder()
    const cancelled = new AbortController()
    let isClosed = false
    async function* endless() {
      try {
        for (let id = 0; ; id += 1) {
          if (id === 40_000) cancelled.abort()
          yield rowAt(id)
        }
      } finally {
        isClosed = true
      }
    }
    const bars = asset('bars', { schema: Bars, io: files({ root }).parquet() }, () => Bars.from(endless()))
    const { ok } = await projectOf([bars]).materialize('*', { signal: cancelled.signal })
    expect([ok, isClosed, await filesBelow(root)]).toEqual([false, true, []])
  })

  test('is checked where it lies staged, as often as there are checks', async () => {
    const root = await temporaryFolder()
    const count = async (bars: AsyncIterable<ColumnBatch<Row>>) => {
      let length = 0
      for await (const batch of bars) length += batch.length
      return length
    }
    let starts = 0
    async function* made() {
      starts += 1
      yield* rows(20_000)
    }
    const bars = asset(
      'bars',
      {
        schema: Bars,
        io: files({ root }).parquet(),
        checks: {
          enough: async (bars) => ({ passed: (await count(bars)) === 20_000 }),
          few: { blocking: true, run: async (bars) => ({ passed: (await count(bars)) < 10 }) },
        },
      },
      () => Bars.from(made()),
    )
    const { failures } = await projectOf([bars]).materialize('*')
    expect(failures).toMatchObject([{ problem: { code: 'CHECK_BLOCKED' } }])
    expect(failures[0]?.problem.message).toContain('`few`')
    expect([starts, await filesBelow(root)]).toEqual([1, []])
  })

  test('is refused where it cannot be staged, and where it is none', async () => {
    const io = { name: 'by hand', read: async () => [], write: async () => undefined }
    const unstaged = asset('unstaged', { schema: Bars, io }, () => Bars.from(rows(1)))
    const cloned = asset('cloned', { schema: Bars }, () => Bars.from(rows(1)))
    const none = asset('none', { schema: Bars }, () => 7 as never)
    const { failures } = await projectOf([unstaged, cloned, none]).materialize('*')
    const codes = Object.fromEntries(failures.map(({ asset, problem }) => [asset, problem.code]))
    expect(codes).toEqual({ unstaged: 'VALUE_UNSTORABLE', cloned: 'VALUE_UNSTORABLE', none: 'VALUE_REFUSED' })
  })
})

describe('arrow() and batches()', () => {
  test.each(formats)('read rows, columns and streams that are kept as %s', async (format) => {
    const root = await temporaryFolder()
    const io = files({ root })[format]()
    const [Columns, Stream] = [columnar(z.array(Row)), stream(z.array(Row))]
    const count = 70_000
    const asRows = asset('as/rows', { schema: z.array(Row), io }, () => rows(count))
    const asColumns = asset('as/columns', { schema: Columns, io }, () => Columns.from(rows(count)))
    const asStream = asset('as/stream', { schema: Stream, io }, () => Stream.from(rows(count)))
    const deps = { a: batches(asRows), b: batches(asColumns), c: batches(asStream), table: arrow(asStream) }
    const seen = asset('seen', { deps, schema: z.array(z.number()) }, async ({ a, b, c, table }) => {
      const sums = [[...(table.getChild('id') ?? [])].reduce<number>((sum, id) => sum + (id ?? 0), 0)]
      for (const read of [a, b, c]) {
        let sum = 0
        for await (const batch of read) for (const id of batch.getChild('id') ?? []) sum += id ?? 0
        sums.push(sum)
      }
      return sums
    })
    const project = projectOf([asRows, asColumns, asStream, seen])
    await makeAll(project)
    expect(await project.load(seen)).toEqual(Array.from({ length: 4 }, () => (count * (count - 1)) / 2))
  })
})

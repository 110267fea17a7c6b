import { rowSchemaOf } from '@headwater/core/extend'
import type { S3Server } from '@headwater/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { redshift, RedshiftDatabase } from '../../src/redshift/index.ts'
import type { Column } from '../../src/sql/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { BesideS3 } from '../s3/s3-of-test.ts'
import { stages } from '../tables/engines.ts'
import { scratchRedshiftOfTest } from './scratch.ts'

const Row = z.object({ symbol: z.string(), close: z.number().nullable() })
const rowSchema = rowSchemaOf(z.array(Row))
const quotes = (...closes: number[]) => closes.map((close, index) => ({ symbol: `S${index}`, close }))
const columns: readonly Column[] = [
  { name: 'symbol', kind: 'string', nullable: false, absent: false },
  { name: 'close', kind: 'number', nullable: true, absent: false },
]

async function bench() {
  const scratch = await scratchRedshiftOfTest()
  const { store } = redshift(scratch.options)
  const stage = (run: number, value: unknown, partition: string | null = null) =>
    store.stage([{ value, at: placeOf('a/t', partition, attemptOf(run), rowSchema) }])
  return { ...scratch, store, stage, beside: new BesideS3(scratch.s3) }
}

const puts = ({ requests }: S3Server) => requests.filter(({ method }) => method === 'PUT').map(({ key }) => key)

describe('rows on their way into Redshift', () => {
  it('are objects in a folder of their own, with a manifest, which are gone afterwards', async () => {
    const { beside, redshift: server, s3, stage } = await bench()
    const [staged] = await stage(1, quotes(1, 2))
    const folder = expect.stringMatching(/^loads\/stage_[0-9a-f]{12}_run1\.step\.1_[0-9a-f]{8}\/[0-9a-f]{12}\//)
    expect(puts(s3)).toEqual([folder, folder, folder])
    expect(puts(s3).map((key) => key.split('/').at(-1))).toEqual(['part-00000.json.gz', 'paths.json', 'manifest.json'])
    expect(staged?.rows).toBe(2)
    expect(await beside.keys()).toEqual([])
    const copy = server.statements.find((sql) => sql.startsWith('copy'))
    expect(copy).toContain(`iam_role 'arn:aws:iam::123456789012:role/loader'`)
  })

  it('may come in several calls, also into a temporary table, which is gone after the transaction', async () => {
    const { database } = await bench()
    const append = () =>
      database.use((session) =>
        session.staging(async () => {
          await session.run('create temp table source_0 (symbol varchar(65535), close double precision)')
          for (const rows of [quotes(1), quotes(2, 3)])
            await session.append({ schema: '', table: 'source_0' }, { columns, partitioned: false }, [{ rows }])
          return session.rows('select sum(close) as s from source_0')
        }),
      )
    expect(await append()).toEqual([{ s: 6 }])
    expect(await append()).toEqual([{ s: 6 }])
  })

  it('need no object where there are none', async () => {
    const { s3, stage } = await bench()
    await stage(1, [])
    expect(puts(s3)).toEqual([])
  })

  it('are split into parts, which are loaded together', async () => {
    const { database, s3 } = await bench()
    const long = 'x'.repeat(60_000)
    const rows = Array.from({ length: 1200 }, (_, close) => ({ symbol: long, close }))
    await database.use(async (session) => {
      await session.run('create table public.t (symbol varchar(65535), close double precision)')
      await session.append({ schema: 'public', table: 't' }, { columns, partitioned: false }, [{ rows }])
      expect(
        await session.rows('select count(*) as n, sum(close) as s, max(length(symbol)) as l from public.t'),
      ).toEqual([{ n: 1200, s: 719_400, l: 60_000 }])
    })
    expect(puts(s3).filter((key) => key.includes('part-'))).toHaveLength(2)
  })

  it('left behind by a process that was killed are removed by the sweep of its attempt', async () => {
    const { beside, s3, stage, store } = await bench()
    s3.faults.next({ do: 'deny', match: { method: 'GET', path: '/lake' }, times: 20 })
    // COPY fails, and so does the removal after it.
    await expect(stage(1, quotes(1))).rejects.toThrow('Access Denied')
    s3.faults.clear()
    expect(await beside.keys()).toHaveLength(3)
    expect(await store.sweep('run2', 'a/t', [])).toBe(0)
    expect(await store.sweep('run1', 'a/other', [])).toBe(0)
    expect(await store.sweep('run1', 'a/t', [])).toBe(3)
    expect(await beside.keys()).toEqual([])
  })
})

describe('what cannot be loaded', () => {
  it.each([
    [
      'a text that is too long',
      { symbol: 'ä'.repeat(32_768), close: 1 },
      /row 1, column `symbol` is "ää.*at most 65535 bytes/,
    ],
    ['a NUL', { symbol: 'a\0', close: 1 }, /row 1, column `symbol`/],
    ['null where there is none', { symbol: null, close: 1 }, /row 1, column `symbol` is null/],
  ])('is refused with row, column and value before it is sent: %s', async (_, bad, message) => {
    const { beside, stage, database } = await bench()
    const error = await errorOf(stage(1, [...quotes(1), bad]))
    expect(error).toMatchObject({ code: 'VALUE_UNSTORABLE', message: expect.stringMatching(message) })
    expect(await beside.keys()).toEqual([])
    expect(await database.use((session) => session.rows(stages))).toEqual([{ n: 0 }])
  })

  it('is told with row, column and value where only Redshift sees it', async () => {
    const { beside, database } = await bench()
    const batches = [
      { rows: quotes(1, 2), partition: 'p' },
      { rows: [...quotes(3), { symbol: 'too long', close: 4 }], partition: 'q' },
    ]
    const loading = database.use((session) =>
      session.transaction(async () => {
        await session.run('create table public.t (symbol varchar(3), close double precision, _partition varchar)')
        await session.append({ schema: 'public', table: 't' }, { columns, partitioned: true }, batches)
      }),
    )
    expect(await errorOf(loading)).toMatchObject({
      code: 'VALUE_UNSTORABLE',
      partition: 'q',
      message: expect.stringMatching(
        /^row 1 of partition `q`, column `symbol` is "too long".*String length exceeds DDL length/,
      ),
    })
    expect(await beside.keys()).toEqual([])
    expect(await database.use((session) => session.describe({ schema: 'public', table: 't' }))).toBeUndefined()
  })

  it('for want of a role says which one, and what to look at', async () => {
    const { options } = await bench()
    const other = { ...options, iamRoleArn: 'arn:aws:iam::123456789012:role/other' }
    onTestFinished(() => RedshiftDatabase.at(other).close())
    const { store } = redshift(other)
    const staging = store.stage([{ value: quotes(1), at: placeOf('a/t', null, attemptOf(1), rowSchema) }])
    expect(await errorOf(staging)).toMatchObject({
      code: 'REDSHIFT_LOAD_FAILED',
      message: expect.stringMatching(
        /not authorized to assume IAM Role arn:aws:iam::123456789012:role\/other.*s3:\/\/lake\/loads\/stage_/,
      ),
      hint: expect.stringContaining('attached to the cluster'),
    })
  })
})

describe('a load that breaks off', () => {
  it('with its connection leaves nothing, and the next one goes through', async () => {
    const { beside, database, redshift: server, stage, store } = await bench()
    server.faults.next({ do: 'drop-copy', match: { method: 'COPY' } })
    const rows = quotes(...Array.from({ length: 1000 }, (_, n) => n))
    expect(await errorOf(stage(1, rows))).toMatchObject({ code: 'REDSHIFT_UNREACHABLE' })
    expect(await database.use((session) => session.rows(stages))).toEqual([{ n: 0 }])
    expect(await beside.keys()).toEqual([])
    const [published] = await store.publish(await stage(2, rows), attemptOf(2))
    const read = await store.read(published?.location ?? {}, { asset: 'a/t', partition: null })
    expect(read.value).toEqual(rows)
  })

  it('after half of the rows leaves none of them', async () => {
    const { database, redshift: server, stage } = await bench()
    server.faults.next({ do: 'fail-copy' })
    expect(await errorOf(stage(1, quotes(1, 2)))).toMatchObject({
      code: 'REDSHIFT_LOAD_FAILED',
      message: expect.stringContaining('S3CurlException'),
    })
    expect(await database.use((session) => session.rows(stages))).toEqual([{ n: 0 }])
  })
})

import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { redshift, RedshiftDatabase } from '../../src/redshift/index.ts'
import { redshiftAccess } from '../../src/redshift/redshift-access.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { BesideS3 } from '../s3/s3-of-test.ts'
import { scratchRedshiftOfTest } from './scratch.ts'

const rowSchema = rowSchemaOf(z.array(z.object({ symbol: z.string(), close: z.number() })))
const quotes = (...closes: number[]) => closes.map((close, index) => ({ symbol: `S${index}`, close }))

describe('what redshift() is told', () => {
  it('is what the environment says', () => {
    const env = {
      REDSHIFT_HOST: 'cluster.example',
      REDSHIFT_DB: 'shop',
      REDSHIFT_USER: 'me@home',
      REDSHIFT_PASSWORD: 'a/b',
      REDSHIFT_IAM_ROLE_ARN: 'default',
      S3_BUCKET_NAME: 'lake',
    }
    expect(redshiftAccess({}, env)).toEqual({
      url: 'postgresql://me%40home:a%2Fb@cluster.example:5439/shop?sslmode=verify-full',
      iamRoleArn: 'default',
      bucket: 'lake',
      prefix: '_headwater/redshift',
      s3: {},
    })
  })

  it('is not encrypted on the way to this machine, unless it is to be', () => {
    const given = { host: '127.0.0.1', port: 5432, user: 'u', password: 'p', iamRoleArn: 'r', staging: { bucket: 'b' } }
    expect(redshiftAccess(given, {}).url).toBe('postgresql://u:p@127.0.0.1:5432/dev')
    expect(redshiftAccess({ ...given, ssl: true }, {}).url).toContain('sslmode=verify-full')
  })

  it('is all that is missing, at once, when it is first used', async () => {
    for (const name of ['HOST', 'USER', 'PASSWORD', 'IAM_ROLE_ARN']) vi.stubEnv(`REDSHIFT_${name}`, '')
    vi.stubEnv('S3_BUCKET_NAME', '')
    const { name, store } = redshift({ user: 'me' })
    expect([name, store.home, store.target?.('a/t')]).toEqual([
      'redshift(REDSHIFT_HOST)',
      RedshiftDatabase.at({ user: 'me' }),
      'table "a"."t"',
    ])
    const error = await errorOf(Promise.resolve().then(() => store.sweep('run1', 'a/t', [])))
    vi.unstubAllEnvs()
    expect(error).toMatchObject({
      code: 'REDSHIFT_OPTIONS_MISSING',
      message:
        '`redshift()` lacks `host` (REDSHIFT_HOST), `password` (REDSHIFT_PASSWORD), `iamRoleArn` (REDSHIFT_IAM_ROLE_ARN), `staging.bucket` (S3_BUCKET_NAME)',
    })
  })
})

describe('a table in Redshift', () => {
  it('is made with the keys that it is given, and only where it is made', async () => {
    const { options, redshift: server } = await scratchRedshiftOfTest()
    const io = redshift(options).table('market.prices', { distKey: 'symbol', sortKey: ['close', 'symbol'] })
    const publish = async (run: number) => {
      const at = placeOf('market/prices', 'p', attemptOf(run), rowSchema)
      // As another process would that finds the stage.
      const staged = await io.store?.stage([{ value: quotes(run), at }])
      await redshift(options).store.publish(staged ?? [], attemptOf(run))
    }
    await publish(1)
    await publish(2)
    const made = server.statements.filter((sql) => sql.startsWith('create table "market"."prices"'))
    expect(made).toEqual([
      expect.stringMatching(/diststyle key distkey\("symbol"\) compound sortkey\("close", "symbol"\)$/),
    ])
  })

  it('is made with keys also by a SQL asset', async () => {
    const { options, redshift: server } = await scratchRedshiftOfTest()
    const warehouse = redshift(options).withKeys({ distStyle: 'all', sortKey: 'close' })
    const attempt = attemptOf(1)
    const staged = await warehouse.stageQueries([
      {
        at: placeOf('a/t', null, attempt, rowSchema),
        sql: `select symbol, close from quotes where symbol <> $1`,
        parameters: ['S1'],
        sources: { quotes: { kind: 'rows', rows: quotes(3, 2, 1), rowSchema: rowSchema ?? null } },
        write: { mode: 'replace' },
      },
    ])
    await warehouse.store.publish(staged, attempt)
    expect(await warehouse.table().read({ asset: 'a/t', partition: null })).toEqual([
      { symbol: 'S0', close: 3 },
      { symbol: 'S2', close: 1 },
    ])
    expect(server.statements.find((sql) => sql.startsWith('create table "a"."t"'))).toMatch(
      / diststyle all compound sortkey\("close"\)$/,
    )
  })

  it('is emptied instead of dropped where a view reads it', async () => {
    const { options, database } = await scratchRedshiftOfTest()
    const { store } = redshift(options)
    const attempt = attemptOf(1)
    const published = await store.publish(
      await store.stage([{ value: quotes(1), at: placeOf('a/t', null, attempt, rowSchema) }]),
      attempt,
    )
    await database.use((session) => session.run('create view public.v as select symbol from a.t'))
    await store.remove?.(
      [{ asset: 'a/t', partition: null, location: published[0]?.location ?? {}, published: true }],
      attemptOf(2),
    )
    expect(await database.use((session) => session.rows('select * from public.v'))).toEqual([])
  })
})

describe('a transaction in Redshift', () => {
  it('that met another one is run again', async () => {
    const { options, redshift: server } = await scratchRedshiftOfTest()
    const { store } = redshift(options)
    const staged = await store.stage([{ value: quotes(1), at: placeOf('a/t', 'p', attemptOf(1), rowSchema) }])
    server.faults.next({ do: 'conflict', match: { method: 'COMMIT' }, times: 2 })
    await store.publish(staged, attemptOf(1))
    expect(await store.committed(attemptOf(1).id, 'a/t')).toHaveLength(1)
  })

  it('that always meets another one says so', async () => {
    const { options, redshift: server } = await scratchRedshiftOfTest()
    const { store } = redshift(options)
    await store.sweep('run1', 'a/t', [])
    server.faults.next({ do: 'conflict', match: { method: 'LOCK' }, times: 5 })
    expect(await errorOf(store.fence('a/t', 1, [null]))).toMatchObject({
      code: 'REDSHIFT_CONFLICT',
      message: expect.stringContaining('1023. Serializable isolation violation on table'),
    })
  })

  it('whose commit is not answered is asked for, and has happened once', async () => {
    const { options, redshift: server } = await scratchRedshiftOfTest()
    const { store } = redshift(options)
    const staged = await store.stage([{ value: quotes(1), at: placeOf('a/t', 'p', attemptOf(1), rowSchema) }])
    server.faults.next({ do: 'drop-after', match: { method: 'COMMIT' } })
    const [published] = await store.publish(staged, attemptOf(1))
    expect(await store.committed(attemptOf(1).id, 'a/t')).toEqual([published])
  })

  it('waits for another one that publishes, of two that race for a partition', async () => {
    const { options } = await scratchRedshiftOfTest()
    const { store } = redshift(options)
    const stage = (run: number) =>
      store.stage([{ value: quotes(run), at: placeOf('a/t', 'p', attemptOf(run), rowSchema) }])
    const [one, two] = [await stage(1), await stage(2)]
    const results = await Promise.allSettled([store.publish(two, attemptOf(2)), store.publish(one, attemptOf(1))])
    expect(results[0]?.status).toBe('fulfilled')
    const [committed] = await store.committed(attemptOf(2).id, 'a/t')
    const { value } = await store.read(committed?.location ?? {}, { asset: 'a/t', partition: 'p' })
    expect(value).toEqual(quotes(2))
  })
})

describe('the doctor of a Redshift database', () => {
  it('tries tables, and a row on its way through the bucket', async () => {
    const { database, s3 } = await scratchRedshiftOfTest()
    const probes = await database.probe(AbortSignal.timeout(20_000))
    expect(probes.map(({ what, ok }) => [what, ok])).toEqual([
      ['opens', true],
      ['makes, fills and reads a table in a transaction', true],
      ['loads a row from S3 by its role', true],
    ])
    expect(await new BesideS3(s3).keys()).toEqual([])
  })

  it('finds a role that the cluster may not take on', async () => {
    const { options } = await scratchRedshiftOfTest()
    const database = RedshiftDatabase.at({ ...options, iamRoleArn: 'arn:aws:iam::123456789012:role/other' })
    const probes = await database.probe(AbortSignal.timeout(20_000))
    await database.close()
    expect(probes.at(-1)).toMatchObject({ ok: false, found: expect.stringContaining('REDSHIFT_LOAD_FAILED') })
  })
})

it('a server that is not there is named without its password', async () => {
  const staging = { bucket: 'lake' }
  const { store } = redshift({ url: 'postgresql://me:secret@127.0.0.1:1/dev', iamRoleArn: 'r', staging })
  expect(await errorOf(store.committed('r.1', 'a'))).toMatchObject({
    code: 'REDSHIFT_UNREACHABLE',
    message: expect.stringMatching(
      /^Redshift `postgresql:\/\/me@127\.0\.0\.1:1\/dev` cannot be reached: .*ECONNREFUSED/,
    ),
  })
})

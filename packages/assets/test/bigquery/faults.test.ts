import { rowSchemaOf } from '@headwater/core/extend'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bigquery } from '../../src/bigquery/index.ts'
import { attemptOf, errorOf, placeOf } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()
const rowSchema = rowSchemaOf(z.array(z.object({ close: z.number() })))
const quotes = (...closes: number[]) => closes.map((close) => ({ close }))
const benchOf = () => Bench.of(file, rowSchema)
const jobs = { method: 'POST', path: /\/projects\/[^/]+\/jobs$/ }

describe('a lost reply', () => {
  it('to a publication does not publish twice, nor not at all', async () => {
    const bench = await benchOf()
    await bench.publish(1, { a: quotes(1) })
    const staged = await bench.stage(2, { a: quotes(2) })
    // The first job is the question for what is committed.
    file.server().faults.next({ do: 'delay', match: jobs })
    file.server().faults.next({ do: 'drop-after', match: jobs })
    const published = await bench.store.publish(staged, attemptOf(2))
    expect(await bench.valuesOf(published)).toEqual([quotes(2)])
    expect(await bench.rows("SELECT token FROM _headwater_ledger_market__prices WHERE kind = 'turn'")).toEqual([
      { token: 2 },
    ])
  })

  it.each(['append', 'merge'] as const)('to a publication by %s adds its rows once', async (mode) => {
    const bench = await benchOf()
    const publish = async (run: number) => {
      const at = placeOf('market/prices', 'a', attemptOf(run), rowSchema)
      const write = mode === 'append' ? ({ mode } as const) : ({ mode, on: ['close'] } as const)
      const sql = `SELECT ${run}.5 AS close`
      const staged = await bench.warehouse.stageQueries([{ at, sql, parameters: [], sources: {}, write }])
      if (run > 1) {
        // The first job is the question for what is committed.
        file.server().faults.next({ do: 'delay', match: jobs })
        file.server().faults.next({ do: 'drop-after', match: jobs })
      }
      return bench.store.publish(staged, attemptOf(run))
    }
    await publish(1)
    const [published] = await publish(2)
    expect(published?.rows).toBe(2)
    expect(await bench.valuesOf(published ? [published] : [])).toEqual([quotes(1.5, 2.5)])
    expect(await bench.store.committed(attemptOf(2).id, 'market/prices')).toEqual([published])
  })

  it('to a load does not load twice', async () => {
    const bench = await benchOf()
    file.server().faults.next({ do: 'drop-after', match: { method: 'POST', path: '/upload/' } })
    expect(await bench.valuesOf(await bench.stage(1, { a: quotes(1, 2) }))).toEqual([quotes(1, 2)])
  })

  it.each(['drop-before', 'drop-after'] as const)('to any request is asked for again: %s', async (fault) => {
    const bench = await benchOf()
    file.server().faults.next({ do: fault, match: { path: '/queries/' } })
    file.server().faults.next({ do: fault, match: { path: '/tables/' } })
    file.server().faults.next({ do: fault, match: { method: 'POST', path: '/tables' } })
    file.server().faults.next({ do: fault, match: { method: 'DELETE' } })
    expect(await bench.valuesOf(await bench.publish(1, { a: quotes(1) }))).toEqual([quotes(1)])
    await bench.store.fence('market/prices', 2, ['a'])
    expect(await bench.store.committed(attemptOf(1).id, 'market/prices')).toHaveLength(1)
  })
})

describe('a process that dies', () => {
  it('after it has asked for the publication leaves one that another process finds', async () => {
    const bench = await benchOf()
    const staged = await bench.stage(1, { a: quotes(1) })
    const dead = bench.store.publish(staged, attemptOf(1))
    const found = await Promise.all([dead, bench.reopened().publish(staged, attemptOf(1))])
    expect(found[1]).toEqual(found[0])
    expect(await bench.store.committed(attemptOf(1).id, 'market/prices')).toEqual(found[0])
    expect(await bench.rows("SELECT token FROM _headwater_ledger_market__prices WHERE kind = 'turn'")).toEqual([
      { token: 2 },
    ])
  })

  it('before it has published leaves a stage that another attempt publishes, once it has fenced the first', async () => {
    const bench = await benchOf()
    const staged = await bench.stage(1, { a: quotes(1) })
    const store = bench.reopened()
    expect(await store.committed(attemptOf(1).id, 'market/prices')).toEqual([])
    await store.fence('market/prices', 2, ['a'])
    expect((await errorOf(bench.store.publish(staged, attemptOf(1)))).code).toBe('LEASE_LOST')
    const published = await store.publish(staged, attemptOf(2))
    expect(await bench.valuesOf(published)).toEqual([quotes(1)])
    expect(await store.committed(attemptOf(2).id, 'market/prices')).toEqual(published)
  })
})

describe('a process that dies at the end of a publication', () => {
  it('leaves a stage that nobody needs, and the answer to whoever publishes again', async () => {
    const bench = await benchOf()
    const at = placeOf('market/prices', null, attemptOf(1), rowSchema)
    const query = { at, sql: 'SELECT 1.5 AS close', parameters: [], sources: {}, write: { mode: 'append' } } as const
    const staged = await bench.warehouse.stageQueries([query])
    // As if it had died before it dropped the stage.
    file.server().faults.next({ do: 'denied', match: { method: 'DELETE', path: '/tables/' } })
    expect((await errorOf(bench.store.publish(staged, attemptOf(1)))).code).toBe('BIGQUERY_ACCESS_DENIED')
    const [published] = await bench.reopened().publish(staged, attemptOf(1))
    expect(published).toMatchObject({ rows: 1, location: { table: 'market__prices' } })
    expect(await bench.rows('SELECT close FROM market__prices')).toEqual(quotes(1.5))
    expect(await bench.store.sweep(attemptOf(1).id, 'market/prices', [])).toBe(1)
  })

  it('after it has committed a view leaves one that is shown by whoever finds it', async () => {
    const bench = await benchOf()
    const at = placeOf('market/prices', null, attemptOf(1), rowSchema)
    const query = { at, sql: 'SELECT 1.5 AS close', parameters: [], sources: {}, write: { mode: 'view' } } as const
    const staged = await bench.warehouse.stageQueries([query])
    // Two jobs ask what is committed, the third is the publication, the fourth shows it.
    for (const fault of ['delay', 'delay', 'delay', 'denied'] as const)
      file.server().faults.next({ do: fault, match: jobs })
    expect((await errorOf(bench.store.publish(staged, attemptOf(1)))).code).toBe('BIGQUERY_ACCESS_DENIED')
    const store = bench.reopened()
    const [committed] = await store.committed(attemptOf(1).id, 'market/prices')
    expect(await bench.valuesOf(committed ? [committed] : [])).toEqual([quotes(1.5)])
    expect(await bench.rows('SELECT close FROM market__prices')).toEqual(quotes(1.5))
  })
})

describe('two writers', () => {
  it('of one partition end with the rows of the higher token, and never with both', async () => {
    const bench = await benchOf()
    const other = bench.reopened()
    for (let run = 1; run <= 5; run += 2) {
      const [older, newer] = [
        await bench.stage(run, { a: quotes(run) }),
        await bench.stage(run + 1, { a: quotes(run + 1) }),
      ]
      const race = await Promise.allSettled([
        bench.store.publish(older, attemptOf(run)),
        other.publish(newer, attemptOf(run + 1)),
      ])
      expect(race[1].status).toBe('fulfilled')
      if (race[0].status === 'rejected') expect(race[0].reason).toMatchObject({ code: 'LEASE_LOST' })
      expect(await bench.rows('SELECT close FROM market__prices')).toEqual(quotes(run + 1))
    }
  })

  it('of many partitions all get through, in one process and in two', async () => {
    const bench = await benchOf()
    const stores = [bench.store, bench.reopened()]
    const staged = await Promise.all(
      Array.from({ length: 8 }, (_, index) => bench.stage(index + 1, { [`p${index}`]: quotes(index) })),
    )
    await Promise.all(staged.map((one, index) => stores[index % 2]?.publish(one, attemptOf(index + 1))))
    const rows = await bench.rows('SELECT close FROM market__prices ORDER BY close')
    expect(rows).toEqual(quotes(0, 1, 2, 3, 4, 5, 6, 7))
  })

  it('of which one raises a fence while the other publishes are never both obeyed', async () => {
    const bench = await benchOf()
    const other = bench.reopened()
    for (let run = 1; run <= 5; run += 2) {
      const staged = await bench.stage(run, { a: quotes(run) })
      const fenced = other
        .fence('market/prices', run + 1, ['a'])
        .then(() => other.committed(attemptOf(run).id, 'market/prices'))
      const published = bench.store.publish(staged, attemptOf(run)).then(
        () => true,
        () => false,
      )
      // After the fence it is settled whether the publication took place: nothing changes any more.
      expect((await fenced).length > 0).toBe(await published)
      expect((await other.committed(attemptOf(run).id, 'market/prices')).length > 0).toBe(await published)
    }
  })
})

describe('a service that is busy', () => {
  it('is asked again after a while', async () => {
    const bench = await benchOf()
    file.server().faults.next({ do: 'rate-limit', times: 2 })
    file.server().faults.next({ do: 'unavailable', match: { method: 'POST' } })
    expect(await bench.valuesOf(await bench.publish(1, { a: quotes(1) }))).toEqual([quotes(1)])
  })

  it('for too long is told', async () => {
    const bench = await benchOf()
    file.server().faults.next({ do: 'unavailable', times: 100, match: { path: '/upload/' } })
    const error = await errorOf(bench.stage(1, { a: quotes(1) }))
    expect(error).toMatchObject({ code: 'BIGQUERY_UNAVAILABLE', message: expect.stringContaining('(backendError)') })
  })
})

describe('what is told apart', () => {
  it.each([
    ['quota', 'BIGQUERY_QUOTA_EXCEEDED', 'quotaExceeded'],
    ['denied', 'BIGQUERY_ACCESS_DENIED', 'accessDenied'],
    ['unauthorized', 'BIGQUERY_LOGIN_MISSING', 'authError'],
  ] as const)('%s is %s', async (fault, code, reason) => {
    const bench = await benchOf()
    file.server().faults.next({ do: fault, match: { method: 'POST' } })
    expect(await errorOf(bench.stage(1, { a: quotes(1) }))).toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(`^BigQuery refused the load job of .* \`headwater_load_[-\\w]+\` \\(${reason}\\): `),
      ),
    })
  })

  it('a dataset that is not there is named', async () => {
    const { projectId, url: apiEndpoint } = file.server()
    const io = bigquery({ dataset: 'nowhere', projectId, apiEndpoint }).table()
    const at = { asset: 'market/prices', partition: null }
    const errors = [errorOf(io.read(at)), errorOf(io.write(quotes(1), at))]
    for (const error of await Promise.all(errors)) {
      expect(error).toMatchObject({
        code: 'BIGQUERY_DATASET_MISSING',
        hint: expect.stringContaining('bq mk --dataset nowhere'),
      })
    }
  })

  it('a server that is not there is unavailable', async () => {
    const io = bigquery({ dataset: 'd', projectId: 'p', apiEndpoint: 'http://127.0.0.1:9' }).table()
    const error = await errorOf(io.read({ asset: 'a', partition: null }))
    expect(error).toMatchObject({ code: 'BIGQUERY_UNAVAILABLE', message: expect.stringContaining('ECONNREFUSED') })
  })

  it('a job that fails is named, with the words of BigQuery', async () => {
    const bench = await benchOf()
    await bench.rows('CREATE VIEW broken AS SELECT 1 AS a')
    await bench.rows('CREATE OR REPLACE VIEW broken AS SELECT CAST(ERROR("no luck") AS INT64) AS a')
    const error = await errorOf(bench.warehouse.table('broken').read({ asset: 'x', partition: null }))
    expect(error).toMatchObject({ code: 'BIGQUERY_JOB_FAILED' })
    expect(error.message).toMatch(
      /^BigQuery refused the rows of asset `x` `headwater_query_[-\w]+` \(invalidQuery\): .*no luck/,
    )
  })
})

describe('sweeping', () => {
  it('knows runs from others whose names begin alike', async () => {
    const bench = await benchOf()
    const at = (id: string) => ({
      asset: 'a',
      partition: null,
      attempt: { id, runId: '', token: 1 },
      dimensions: {},
      rowSchema,
    })
    const stage = (id: string) => bench.store.stage([{ value: quotes(1), at: at(id) }])
    const kept = [...(await stage('run_1.s.1')), ...(await stage('run-1.s.10')), ...(await stage('run.1'))]
    await stage('run-1.s.1')
    expect(await bench.store.sweep('run-1.s.1', 'a', [])).toBe(1)
    expect(
      await bench.store.sweep(
        'run-1',
        'a',
        kept.map(({ location }) => location),
      ),
    ).toBe(0)
    expect(await bench.valuesOf(kept)).toHaveLength(3)
  })
})

import { postgresState } from '@headwater/assets/postgres-state'
import pg from 'pg'
import { expect, it, onTestFinished, vi } from 'vitest'
import { logged } from '../../../core/src/testing/state-store/bench.ts'
import { explained } from '../../src/postgres-state/state-errors.ts'
import { newPlace, open, query } from './databases.ts'

it('takes the address from DATABASE_URL, and says what is missing when it is needed, not before', async () => {
  const { url, schema } = await newPlace()
  vi.stubEnv('DATABASE_URL', url)
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(await open({ schema }).append([logged('m')])).toBe(1)
  vi.stubEnv('DATABASE_URL', '')
  const nowhere = postgresState()
  await expect(nowhere.events({})).rejects.toMatchObject({
    code: 'POSTGRES_URL_INVALID',
    message: expect.stringContaining('DATABASE_URL is not set'),
  })
  await expect(open({ url: 'mysql://root:secret@host/db' }).events({})).rejects.toMatchObject({
    code: 'POSTGRES_URL_INVALID',
    message: expect.not.stringContaining('secret'),
  })
})

it('names the database and never its password', async () => {
  const { url, schema } = await newPlace()
  const { username, password, host, pathname } = new URL(url)
  expect(open({ url, schema }).name).toBe(`postgresql://${username}@${host}${pathname}, schema ${schema}`)
  const wrong = new URL(url)
  wrong.password = 'hunter2'
  const refused = await open({ url: wrong.href })
    .events({})
    .catch((thrown: unknown) => thrown)
  expect(refused).toMatchObject({ code: 'POSTGRES_REFUSED', message: expect.stringContaining('password') })
  expect(JSON.stringify(refused)).not.toContain(password)
  expect(String(refused)).not.toContain('hunter2')
})

it('says that there is no such database, or no right to make tables in it', async () => {
  const { url } = await newPlace()
  const nowhere = new URL(url)
  nowhere.pathname = 'no_such_database'
  await expect(open({ url: nowhere.href }).events({})).rejects.toMatchObject({
    code: 'POSTGRES_REFUSED',
    message: expect.stringContaining('no_such_database'),
  })
  const name = `guest_${process.pid}`
  await query(url, `create role ${name} login password 'guest'`)
  onTestFinished(async () => void (await query(url, `drop role ${name}`)))
  const guest = new URL(url)
  guest.username = name
  guest.password = 'guest'
  await expect(open({ url: guest.href, schema: 'other' }).events({})).rejects.toMatchObject({
    code: 'POSTGRES_REFUSED',
  })
})

it('leaves the tables of other programs alone, in whichever schema they are', async () => {
  const { url } = await newPlace()
  await query(url, 'create schema busy', 'create table busy.events (id int)', 'create schema logs')
  await query(url, 'create table logs.log (line text)')
  for (const schema of ['busy', 'logs']) {
    await expect(open({ url, schema }).events({})).rejects.toMatchObject({
      code: 'STATE_PATH_INVALID',
      message: expect.stringContaining(`schema \`${schema}\` has tables of another program`),
    })
  }
  const left =
    "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('busy', 'logs') order by 1"
  expect(await query(url, left)).toEqual([{ name: 'busy.events' }, { name: 'logs.log' }])
})

it('refuses what a later release made or wrote, and tables that somebody damaged', async () => {
  const { url, schema } = await newPlace()
  await open({ url, schema }).append([logged('m')])
  await query(url, `update ${schema}.events set version = 99`)
  await expect(open({ url, schema }).events({})).rejects.toMatchObject({ code: 'STATE_NEWER' })
  await query(url, `update ${schema}.log set version = 99`)
  await expect(open({ url, schema }).events({})).rejects.toMatchObject({
    code: 'STATE_NEWER',
    message: expect.stringContaining('tables of version 99'),
  })
  const place = await newPlace()
  const store = open(place)
  await store.append([logged('m')])
  await query(url, `drop table ${place.schema}.events`)
  await expect(store.events({})).rejects.toMatchObject({ code: 'STATE_CORRUPT' })
  await expect(store.append([logged('m')])).rejects.toMatchObject({ code: 'STATE_CORRUPT' })
})

it('can be used after what was wrong is mended', async () => {
  const { url, schema } = await newPlace()
  await query(url, `create schema ${schema}`, `create table ${schema}.events (id int)`)
  const store = open({ url, schema })
  await expect(store.append([logged('m')])).rejects.toMatchObject({ code: 'STATE_PATH_INVALID' })
  await query(url, `drop table ${schema}.events`)
  expect(await store.append([logged('m')])).toBe(1)
})

it('says that the server is a standby, and that somebody keeps the log locked', async () => {
  const { url, schema } = await newPlace()
  await open({ url, schema }).append([logged('m')])
  const thrownBy = (...statements: readonly string[]) =>
    query(url, ...statements).then(
      () => undefined,
      (thrown: unknown) => explained(thrown, { name: 'store', schema, url }),
    )
  const lock = `select from ${schema}.log for update`
  expect(await thrownBy('begin read only', lock)).toMatchObject({ code: 'STATE_READ_ONLY' })
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  onTestFinished(() => holder.end())
  await holder.query(`begin; ${lock}`)
  expect(await thrownBy('begin', `set local lock_timeout = '10ms'`, lock)).toMatchObject({ code: 'STATE_BUSY' })
})

it('says after a few seconds that a server was never there', async () => {
  await expect(open({ url: 'postgresql://app@127.0.0.1:1/shop' }).events({})).rejects.toMatchObject({
    code: 'POSTGRES_UNREACHABLE',
    message: expect.stringMatching(
      /^PostgreSQL `postgresql:\/\/app@127.0.0.1:1\/shop` cannot be reached: .*ECONNREFUSED/,
    ),
  })
})

it('refuses one append that PostgreSQL cannot keep, and leaves its neighbours alone', async () => {
  const store = open(await newPlace())
  const calls = [
    store.append([logged('before')]),
    store.append([logged('refused', 'run1', 'nul \0')]),
    store.append([logged('after')]),
  ]
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await expect(calls[1]).rejects.toMatchObject({ code: 'POSTGRES_QUERY_FAILED' })
  expect((await store.events({ types: ['logged'] })).map(({ message }) => message)).toEqual(['before', 'after'])
})

it('keeps projects that share a database apart', async () => {
  const { url } = await newPlace()
  const [one, other] = [open({ url, schema: 'shop "EU"' }), open({ url, schema: 'shop US' })]
  await Promise.all([one.append([logged('one')]), other.append([logged('other')])])
  const messages = async (store: typeof one) =>
    (await store.events({ types: ['logged'] })).map(({ message }) => message)
  expect([await messages(one), await messages(other)]).toEqual([['one'], ['other']])
})

it('tells a doctor what works, of a store that is there and of one that is not', async () => {
  const place = await newPlace()
  const { signal } = new AbortController()
  const found = async (store: ReturnType<typeof open>) =>
    (await store.probe(signal)).map(({ what, ok }) => `${ok ? 'yes' : 'no'}: ${what}`)
  // Servers of tests do not wait for the disk.
  const rest = ['no: keeps commits through a power loss', 'yes: has the same time']
  expect(await found(open(place))).toEqual(['yes: opens', 'yes: lets its tables be made', ...rest])
  expect(await query(place.url, `select from pg_namespace where nspname = '${place.schema}'`)).toEqual([])
  const store = open(place)
  await store.append([logged('m')])
  expect(await found(store)).toEqual(['yes: opens', 'yes: appends events', ...rest])
  expect(await store.events({})).toHaveLength(1)
  expect(await found(open({ url: 'postgresql://127.0.0.1:1/db' }))).toEqual(['no: opens'])
  expect(await found(open({ url: 'nonsense' }))).toEqual(['no: has an address'])
  const aborted = await store.probe(AbortSignal.abort(new Error('no time')))
  expect(aborted).toMatchObject([{ ok: false, found: expect.stringContaining('no time') }])
})

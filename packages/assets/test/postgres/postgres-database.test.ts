import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { postgres, PostgresDatabase } from '../../src/postgres/index.ts'
import { errorOf } from '../duckdb/scratch.ts'
import { scratchDatabaseOfTest } from './scratch.ts'

async function databaseOfTest() {
  const { url } = await scratchDatabaseOfTest()
  return { url, database: PostgresDatabase.at(url) }
}

/** What comes of using an address that does not work. */
async function errorAt(url: string) {
  const database = PostgresDatabase.at(url)
  onTestFinished(() => database.close())
  return errorOf(database.use((session) => session.rows('select 1')))
}

async function changed(change: (url: URL) => void): Promise<string> {
  const url = new URL((await scratchDatabaseOfTest()).url)
  change(url)
  return url.href
}

describe('an address that does not work', () => {
  it('is named without its password, with what is wrong and what to look at', async () => {
    const nobody = await errorAt('postgresql://me:secret@127.0.0.1:1/shop')
    expect(nobody).toMatchObject({ code: 'POSTGRES_UNREACHABLE', hint: expect.stringContaining('host and port') })
    expect(nobody.message).toContain('`postgresql://me@127.0.0.1:1/shop` cannot be reached')
    const stranger = await errorAt(await changed((url) => (url.password = 'wrong-secret')))
    expect(stranger).toMatchObject({ code: 'POSTGRES_REFUSED' })
    expect(stranger.message).toContain('password authentication failed')
    const missing = await errorAt(await changed((url) => (url.pathname = 'no_such_database')))
    expect(missing).toMatchObject({ code: 'POSTGRES_REFUSED' })
    expect(missing.message).toContain('database "no_such_database" does not exist')
    const plain = await errorAt(await changed((url) => url.searchParams.set('sslmode', 'verify-full')))
    expect(plain).toMatchObject({ code: 'POSTGRES_TLS_FAILED', hint: expect.stringContaining('sslmode') })
    for (const { message, hint } of [nobody, stranger, missing, plain])
      expect(`${message} ${hint}`).not.toMatch(/secret/)
  })

  it('is that of DATABASE_URL where none is given, which is looked at when it is first used', async () => {
    vi.stubEnv('DATABASE_URL', '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const warehouse = postgres()
    expect(warehouse.name).toBe('postgres(DATABASE_URL)')
    const place = { asset: 'a/t', partition: null }
    expect(await errorOf(warehouse.table().read(place))).toMatchObject({ code: 'POSTGRES_URL_INVALID' })
    vi.stubEnv('DATABASE_URL', 'mysql://me:secret@host/db')
    const foreign = await errorOf(warehouse.table().read(place))
    expect(foreign).toMatchObject({ code: 'POSTGRES_URL_INVALID' })
    expect(foreign.message).not.toContain('secret')
    const { url } = await scratchDatabaseOfTest()
    vi.stubEnv('DATABASE_URL', url)
    await warehouse.table().write([{ n: 1 }], place)
    expect(await postgres({ url }).table().read(place)).toEqual([{ n: 1 }])
    expect(warehouse.store.home).toBe(postgres({ url }).store.home)
  })

  it('keeps its password to itself in names and places', () => {
    const warehouse = postgres({ url: 'postgresql://me:secret@db.example:5432/shop' })
    const place = warehouse.store.place?.({ schema: 'market', table: 'prices', partition: null })
    expect([warehouse.name, place]).toEqual([
      'postgres(postgresql://me@db.example:5432/shop)',
      'table market.prices in postgresql://me@db.example:5432/shop',
    ])
  })
})

describe('a server', () => {
  it('that has no room for more connections says so', async () => {
    const { url } = await databaseOfTest()
    const admin = PostgresDatabase.at(url)
    await admin.use(async (session) => {
      await session.run(`create role guest login password 'guest' connection limit 1`)
      await session.run('grant usage on schema _headwater to guest')
    })
    onTestFinished(() => guest.close())
    const asGuest = new URL(url)
    asGuest.username = asGuest.password = 'guest'
    const guest = PostgresDatabase.at(asGuest.href)
    const error = await errorOf(guest.use(() => guest.use((session) => session.rows('select 1'))))
    expect(error).toMatchObject({ code: 'POSTGRES_UNREACHABLE', hint: expect.stringContaining('room for more') })
    expect(error.message).toContain('too many connections for role "guest"')
    await guest.close()
    await admin.use(async (session) => {
      await session.run('drop owned by guest cascade')
      await session.run('drop role guest')
    })
  })

  it('that ends a statement which takes too long is quoted', async () => {
    const { database } = await databaseOfTest()
    const slow = database.use((session) =>
      session.transaction(async () => {
        await session.run(`set local statement_timeout = '50ms'`)
        await session.rows('select pg_sleep(10)')
      }),
    )
    expect(await errorOf(slow)).toMatchObject({
      code: 'POSTGRES_TIMEOUT',
      message: expect.stringContaining('statement timeout'),
    })
  })

  it('refuses several statements in one', async () => {
    const { database } = await databaseOfTest()
    const error = await errorOf(database.use((session) => session.rows('select 1; select 2')))
    expect(error).toMatchObject({ code: 'POSTGRES_QUERY_FAILED' })
  })
})

describe('a statement', () => {
  it('is interrupted by a signal, and the connection serves the next one', async () => {
    const { database } = await databaseOfTest()
    const controller = new AbortController()
    const sleeping = database.use((session) => session.rows('select pg_sleep(60)'), { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('cancelled')), 50)
    await expect(sleeping).rejects.toThrow('cancelled')
    expect(await database.use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
    const running = "select count(*) as n from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active'"
    expect(await database.use((session) => session.rows(`${running} and pid <> pg_backend_pid()`))).toEqual([{ n: 0 }])
  })

  it('waits for a connection when all are busy, until its signal is aborted', async () => {
    const { url } = await scratchDatabaseOfTest()
    const database = PostgresDatabase.at(url, { pool: { max: 1 } })
    const controller = new AbortController()
    const [entered, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const busy = database.use(async (session) => {
      entered.resolve()
      await free.promise
      return session.rows('select 1 as one')
    })
    await entered.promise
    const given = database.use((session) => session.rows('select 2 as two'))
    const impatient = database.use((session) => session.rows('select 3'), { signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(impatient).rejects.toThrow('enough')
    free.resolve()
    expect(await Promise.all([busy, given])).toEqual([[{ one: 1 }], [{ two: 2 }]])
    expect(await database.use((session) => session.rows('select 4 as four'))).toEqual([{ four: 4 }])
  })
})

describe('a transaction', () => {
  it('that meets another one is run again, and is not seen twice', async () => {
    const { database } = await databaseOfTest()
    await database.use((session) => session.run('create table counters (name text primary key, n bigint)'))
    await database.use((session) => session.run("insert into counters values ('a', 0), ('b', 0)"))
    // Two that lock the same rows in opposite orders: the server undoes one of them.
    let begun = 0
    let locked = 0
    const bothLocked = Promise.withResolvers<void>()
    const add = (first: string, second: string) =>
      database.use((session) =>
        session.transaction(async () => {
          begun += 1
          await session.run('update counters set n = n + 1 where name = $1', [first])
          locked += 1
          if (locked === 2) bothLocked.resolve()
          await bothLocked.promise
          await session.run('update counters set n = n + 1 where name = $1', [second])
        }),
      )
    await Promise.all([add('a', 'b'), add('b', 'a')])
    expect(begun).toBe(3)
    expect(await database.use((session) => session.rows('select n from counters'))).toEqual([{ n: 2 }, { n: 2 }])
  })

  it('is durable when it has committed, whatever the database is set to', async () => {
    const { url } = await scratchDatabaseOfTest()
    const name = JSON.stringify(new URL(url).pathname.slice(1))
    const before = PostgresDatabase.at(url)
    await before.use((session) => session.run(`alter database ${name} set synchronous_commit = off`))
    await before.close()
    const settings = await before.use((session) =>
      session.transaction(() =>
        session.rows("select current_setting('synchronous_commit') as commits, current_setting('timezone') as zone"),
      ),
    )
    expect(settings).toEqual([{ commits: 'on', zone: 'UTC' }])
  })
})

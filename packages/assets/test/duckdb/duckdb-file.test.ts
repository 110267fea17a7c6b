import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { Child } from './child.ts'
import { errorOf, scratchOfTest } from './scratch.ts'

it('has one owner per file, whatever the path looks like', async () => {
  const { path, folder } = scratchOfTest()
  const file = DuckDbFile.at(path)
  await file.use((session) => session.run('create table t (a integer)'))
  symlinkSync(path, join(folder, 'link.duckdb'))
  symlinkSync(folder, join(folder, 'folder'))
  expect(DuckDbFile.at(join(folder, 'link.duckdb'))).toBe(file)
  expect(DuckDbFile.at(join(folder, 'folder', 'warehouse.duckdb'))).toBe(file)
  expect(DuckDbFile.at(join(folder, 'other.duckdb'))).not.toBe(file)
})

it('makes the folders of a file when it is first used, not before', async () => {
  const { folder } = scratchOfTest()
  const file = DuckDbFile.at(join(folder, 'a', 'b', 'c.duckdb'))
  expect(await file.use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
  file.close()
})

it('gives every owner of a database in memory one of its own, kept while idle', async () => {
  const [one, other] = [DuckDbFile.at(':memory:'), DuckDbFile.at(':memory:')]
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  await one.use((session) => session.run('create table t as select 7 as a'))
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  expect(await one.use((session) => session.rows('from t'))).toEqual([{ a: 7 }])
  expect((await errorOf(other.use((session) => session.rows('from t')))).code).toBe('DUCKDB_QUERY_FAILED')
  one.close()
  other.close()
})

it('lets another process in when it has been idle, without being told', async () => {
  const { path } = scratchOfTest()
  await DuckDbFile.at(path).use((session) => session.run('create table t (a varchar)'))
  const child = new Child('insert-rows.ts', [path, '3', 'child'])
  expect(await child.exit()).toBe(0)
  expect(await DuckDbFile.at(path).use((session) => session.rows('from t'))).toEqual([
    { a: 'child0' },
    { a: 'child1' },
    { a: 'child2' },
  ])
})

it('waits while another process has the file', async () => {
  const { path } = scratchOfTest()
  const child = new Child('hold-file.ts', [path, '700'])
  await child.line('open')
  expect(await DuckDbFile.at(path).use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
  expect(await child.exit()).toBe(0)
})

it('lets another process in between two uses when it has been busy for long', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  try {
    await file.use((session) => session.run('create table t (a varchar)'))
    vi.setSystemTime(Date.now() + 6000)
    await file.use((session) => session.run("insert into t values ('parent')"))
    expect(await new Child('insert-rows.ts', [path, '1', 'child']).exit()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
  expect(await file.use((session) => session.rows('from t'))).toEqual([{ a: 'parent' }, { a: 'child0' }])
})

it('lets another process in although its uses overlap without end', { timeout: 15_000 }, async () => {
  const { path } = scratchOfTest()
  const child = new Child('overlapping-uses.ts', [path])
  await child.line('open')
  const file = DuckDbFile.at(path, { lockWaitMs: 9000 })
  await file.use((session) => session.run("insert into t values ('parent')"))
  file.close()
  expect(await child.exit()).toBe(0)
})

it('lets uses within a use in, while others wait until the file was left to other processes', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  const [entered, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const order: string[] = []
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const outer = file.use(async () => {
      entered.resolve()
      await finish.promise
      await file.use((session) => session.rows('select 1'))
      order.push('within')
    })
    await entered.promise
    vi.setSystemTime(Date.now() + 6000)
    const controller = new AbortController()
    const cancelled = file.use(async () => order.push('cancelled'), { signal: controller.signal })
    const later = file.use(async () => order.push('later'))
    controller.abort(new Error('stop'))
    await expect(cancelled).rejects.toThrow('stop')
    finish.resolve()
    await Promise.all([outer, later])
  } finally {
    vi.useRealTimers()
  }
  expect(order).toEqual(['within', 'later'])
})

it('gives up on a locked file with the process that has it', async () => {
  const { path } = scratchOfTest()
  const child = new Child('hold-file.ts', [path, '60000'])
  await child.line('open')
  const file = DuckDbFile.at(path, { lockWaitMs: 200 })
  const { code, message, hint } = await errorOf(file.use((session) => session.rows('select 1')))
  expect(code).toBe('DUCKDB_LOCKED')
  expect(message).toContain(`process ${child.process.pid} (`)
  expect(message).toContain(path)
  expect(hint).toContain('lockWaitMs')
  await child.kill()
  expect(await file.use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
})

it('stops waiting for a locked file when it is cancelled', async () => {
  const { path } = scratchOfTest()
  const child = new Child('hold-file.ts', [path, '60000'])
  await child.line('open')
  const controller = new AbortController()
  const waiting = DuckDbFile.at(path).use((session) => session.rows('select 1'), { signal: controller.signal })
  controller.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
  await child.kill()
  expect(await DuckDbFile.at(path).use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
})

it('loses no row of two processes that write at once', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  await file.use((session) => session.run('create table t (a varchar)'))
  const children = ['a', 'b'].map((name) => new Child('insert-rows.ts', [path, '20', name]))
  for (let index = 0; index < 20; index++) {
    await file.use((session) => session.run('insert into t values ($1)', [`parent${index}`]))
  }
  expect(await Promise.all(children.map((child) => child.exit()))).toEqual([0, 0])
  expect(await file.use((session) => session.rows('select count(distinct a) as n from t'))).toEqual([{ n: 60 }])
})

it('says what is wrong with a file that is no database', async () => {
  const { folder } = scratchOfTest()
  const path = join(folder, 'notes.txt')
  writeFileSync(path, 'not a database'.repeat(1000))
  const { code, message } = await errorOf(DuckDbFile.at(path).use((session) => session.rows('select 1')))
  expect(code).toBe('DUCKDB_OPEN_FAILED')
  expect(message).toContain(path)
})

it('names the package to install when it is missing', async () => {
  const { path } = scratchOfTest()
  const hook = `import { registerHooks } from 'node:module'
    registerHooks({ resolve: (name, context, next) => next(name === '@duckdb/node-api' ? '@duckdb/not-installed' : name, context) })
    process.on('uncaughtException', (error) => { console.log(error.code, error.message, error.hint); process.exit(3) })`
  const child = new Child('hold-file.ts', [path, '0'], ['--import', `data:text/javascript,${encodeURIComponent(hook)}`])
  expect(await child.exit()).toBe(3)
  expect(child.lines.join('\n')).toMatch(/PACKAGE_MISSING .*@duckdb\/node-api.* npm install @duckdb\/node-api/)
})

it('interrupts a running query when it is cancelled, and can be used on', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  const controller = new AbortController()
  const started = performance.now()
  const endless = file.use((session) => session.rows('select count(*) as n from range(1000000000000) as a'), {
    signal: controller.signal,
  })
  setTimeout(() => controller.abort(new Error('cancelled')), 50)
  await expect(endless).rejects.toThrow('cancelled')
  expect(performance.now() - started).toBeLessThan(5000)
  expect(await file.use((session) => session.rows('select 1 as one'))).toEqual([{ one: 1 }])
})

it('rolls back what was cancelled', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  await file.use((session) => session.run('create table t as select 1 as a'))
  const controller = new AbortController()
  const work = file.use(
    (session) =>
      session.transaction(async () => {
        await session.run('delete from t')
        controller.abort(new Error('cancelled'))
      }),
    { signal: controller.signal },
  )
  await expect(work).rejects.toThrow('cancelled')
  expect(await file.use((session) => session.rows('from t'))).toEqual([{ a: 1 }])
})

it('lets writers take turns, so that none of them conflict', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  await file.use((session) => session.run('create table t as select 0 as n'))
  const increment = () =>
    file.use((session) =>
      session.transaction(async () => {
        const [row] = await session.rows('from t')
        await session.run('update t set n = $1', [Number(row?.['n']) + 1])
      }),
    )
  await Promise.all(Array.from({ length: 40 }, increment))
  expect(await file.use((session) => session.rows('from t'))).toEqual([{ n: 40 }])
})

it('shows a reader one state of the file, whatever is written meanwhile', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  await file.use((session) => session.run('create table t as select 1 as n'))
  const seen = await file.use((reader) =>
    reader.snapshot(async () => {
      const before = await reader.rows('from t')
      await file.use((writer) => writer.run('create or replace table t as select 2 as n, 3 as m'))
      return [before, await reader.rows('from t')]
    }),
  )
  expect(seen).toEqual([[{ n: 1 }], [{ n: 1 }]])
})

it('rolls a transaction back when its work fails, and keeps the session usable', async () => {
  const { path } = scratchOfTest()
  const rows = await DuckDbFile.at(path).use(async (session) => {
    await session.run('create table t as select 1 as n')
    const failing = session.transaction(async () => {
      await session.run('delete from t')
      await session.run("insert into t select cast('x' as integer)")
    })
    await expect(failing).rejects.toThrow('Could not convert')
    return session.rows('from t')
  })
  expect(rows).toEqual([{ n: 1 }])
})

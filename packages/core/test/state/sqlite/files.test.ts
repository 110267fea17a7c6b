import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmdirSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { sqliteState } from '../../../src/state/index.ts'
import { openConnection } from '../../../src/state/sqlite/open-connection.ts'
import { SqliteLog } from '../../../src/state/sqlite/sqlite-log.ts'
import { logged } from '../../../src/testing/state-store/bench.ts'
import { temporaryPath } from '../temporary-path.ts'

describe('opening a state file', () => {
  it('touches nothing before the first call', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
    await store.close()
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
  })

  it('uses a write-ahead log and waits for the disk', async () => {
    const connection = await openConnection(await temporaryPath(), 0)
    expect(connection.all({ sql: 'pragma journal_mode', parameters: [] })).toEqual([{ journal_mode: 'wal' }])
    expect(connection.pragma('synchronous')).toBe(2)
    connection.close()
  })

  it('refuses a folder', async () => {
    const path = dirname(await temporaryPath())
    await expect(sqliteState({ path }).events({})).rejects.toMatchObject({
      code: 'STATE_PATH_INVALID',
      message: expect.stringContaining(path),
    })
  })

  it('refuses a path below a file', async () => {
    const path = await temporaryPath()
    writeFileSync(path, '')
    await expect(sqliteState({ path: join(path, 'state.db') }).events({})).rejects.toMatchObject({
      code: 'STATE_PATH_INVALID',
    })
  })

  it('refuses a database of another program and leaves it as it was', async () => {
    const path = await temporaryPath()
    const other = new DatabaseSync(path)
    other.exec('create table customers (name text)')
    other.close()
    const before = readFileSync(path)
    await expect(sqliteState({ path }).append([logged('m')])).rejects.toMatchObject({ code: 'STATE_PATH_INVALID' })
    expect(readFileSync(path)).toEqual(before)
  })

  it('refuses a file that is no database and leaves it as it was', async () => {
    const path = await temporaryPath()
    writeFileSync(path, 'dear diary, '.repeat(1000))
    await expect(sqliteState({ path }).append([logged('m')])).rejects.toMatchObject({
      code: 'STATE_CORRUPT',
      hint: expect.stringContaining('away'),
    })
    expect(readFileSync(path, 'utf8')).toBe('dear diary, '.repeat(1000))
  })

  it('can be tried again once the file is mended', async () => {
    const path = await temporaryPath()
    mkdirSync(path)
    const store = sqliteState({ path })
    await expect(store.append([logged('m')])).rejects.toMatchObject({ code: 'STATE_PATH_INVALID' })
    rmdirSync(path)
    expect(await store.append([logged('m')])).toBe(1)
    await store.close()
  })
})

describe('a damaged or foreign state file', () => {
  it('says so when pages are missing', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    await store.append(Array.from({ length: 2000 }, (_, index) => logged(`message ${index}`)))
    await store.close()
    truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096)
    await expect(sqliteState({ path }).events({})).rejects.toMatchObject({ code: 'STATE_CORRUPT' })
  })

  it('says so when an event is not what any release wrote', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    await store.append([logged('first'), logged('second')])
    change(path, `update events set payload = '{"runId":1}' where position = 2`)
    await expect(store.events({})).rejects.toMatchObject({
      code: 'STATE_CORRUPT',
      message: expect.stringContaining('event 2'),
    })
    expect(await store.events({ until: 1 })).toHaveLength(1)
    change(path, `update events set payload = '{' where position = 2`)
    await expect(store.events({})).rejects.toMatchObject({ code: 'STATE_CORRUPT' })
    await store.close()
  })

  it('refuses events and tables of a later release', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    await store.append([logged('of today'), logged('of tomorrow')])
    change(path, 'update events set version = 3 where position = 2')
    await expect(store.events({})).rejects.toMatchObject({
      code: 'STATE_NEWER',
      message: expect.stringContaining('version 3'),
    })
    change(path, `update events set version = 2, type = 'unheard_of' where position = 2`)
    await expect(store.events({})).rejects.toMatchObject({
      code: 'STATE_NEWER',
      message: expect.stringContaining('unheard_of'),
    })
    await store.close()
    change(path, 'pragma user_version = 99')
    await expect(sqliteState({ path }).events({})).rejects.toMatchObject({
      code: 'STATE_NEWER',
      message: expect.stringContaining('99'),
    })
  })
})

describe('a state file of a pre-release', () => {
  it('is refused and left as it was', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    await store.append([logged('of old')])
    await store.close()
    change(path, 'pragma user_version = 1')
    const before = readFileSync(path)
    await expect(sqliteState({ path }).events({})).rejects.toMatchObject({
      code: 'STATE_OLDER',
      hint: expect.stringContaining('away'),
    })
    expect(readFileSync(path)).toEqual(before)
  })
})

describe('a state file that cannot be written', () => {
  it('says so when the disk is full, and loses nothing', async () => {
    const connection = await openConnection(await temporaryPath(), 0)
    const store = new SqliteLog(connection, systemClock, 0)
    await store.append([logged('before')])
    connection.execute(`pragma max_page_count = ${connection.pragma('page_count') + 2}`)
    const appends = [store.append([logged('small')]), store.append([logged('large '.repeat(10_000))])]
    for (const append of appends) await expect(append).rejects.toMatchObject({ code: 'DISK_FULL' })
    await store.append([logged('lazy')], { lazy: true })
    expect((await store.events({})).length).toBe(1)
    connection.execute('pragma max_page_count = 100000')
    expect(await store.append([logged('after')])).toBe(3)
    await store.close()
  })

  it('keeps lazy events for the next commit when theirs fails', async () => {
    const path = await temporaryPath()
    const connection = await openConnection(path, 0)
    const store = new SqliteLog(connection, systemClock, 0)
    await store.append([logged('lazy')], { lazy: true })
    const blocker = new DatabaseSync(path)
    blocker.exec('begin immediate')
    await expect(store.append([logged('blocked')])).rejects.toMatchObject({ code: 'STATE_BUSY' })
    blocker.close()
    expect(await store.append([logged('free')])).toBe(2)
    await store.close()
  })

  it('waits for another process that is writing', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    await store.append([logged('first')])
    const blocker = new DatabaseSync(path)
    blocker.exec('begin immediate')
    const append = store.append([logged('second')])
    const read = await store.events({})
    blocker.exec('commit')
    blocker.close()
    expect(read).toHaveLength(1)
    expect(await append).toBe(2)
    await store.close()
  })

  it('says so when file or folder are read-only', async () => {
    const path = await temporaryPath()
    const store = sqliteState({ path })
    await store.append([logged('before')])
    await store.close()
    expect(asNobody(path, 0o444, 0o555)).toContain('STATE_READ_ONLY')
    expect(asNobody(path, 0o444, 0o777)).toContain('STATE_READ_ONLY')
    expect(asNobody(join(dirname(path), 'new', 'state.db'), undefined, 0o555)).toContain('STATE_READ_ONLY')
    expect(asNobody(join(dirname(path), 'new.db'), undefined, 0o555)).toContain('STATE_READ_ONLY')
    chmodSync(dirname(path), 0o755)
    chmodSync(path, 0o644)
    const [event] = await sqliteState({ path }).events({})
    expect(event).toMatchObject({ message: 'before' })
  })
})

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

/** What comes of appending an event as a user who is not the owner: the position or the error's code. */
function asNobody(path: string, fileMode: number | undefined, folderMode: number): string {
  if (fileMode !== undefined) chmodSync(path, fileMode)
  chmodSync(dirname(path).replace(/\/new$/, ''), folderMode)
  const fixture = fileURLToPath(new URL('../fixtures/append-once.ts', import.meta.url))
  const isRoot = process.getuid?.() === 0
  const { stdout, stderr } = spawnSync(process.execPath, ['--conditions=@headwater/source', fixture, path], {
    encoding: 'utf8',
    ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
  })
  return stdout + stderr
}

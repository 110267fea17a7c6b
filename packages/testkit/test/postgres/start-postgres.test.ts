import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@headwater/testkit'
import pg from 'pg'
import { expect, test } from 'vitest'

test('starts PostgreSQL for changes of rows to be followed, with databases of their own, and removes all of it', async () => {
  const server = await startPostgres({ flags: ['-c', 'max_connections=23'] })
  const folder = foldersOf(process.pid)
  try {
    expect(folder).toHaveLength(1)
    const found = "select current_setting('wal_level') wal, current_setting('max_connections') most, version()"
    const [row] = await query(server.url, found)
    expect(row).toMatchObject({ wal: 'logical', most: '23', version: expect.stringMatching(/^PostgreSQL 18/) })

    const template = await server.createDatabase()
    await query(template.url, 'create table t (n int); insert into t values (1)')
    const copies = await Promise.all([1, 2].map(() => server.createDatabase({ template: template.name })))
    await query(copies[0]!.url, 'insert into t values (2)')
    expect(await query(copies[1]!.url, 'select n from t')).toEqual([{ n: 1 }])
    await Promise.all(copies.map((copy) => copy.drop()))
    await expect(query(copies[1]!.url, 'select 1')).rejects.toThrow('does not exist')
  } finally {
    await server.close()
  }
  expect(foldersOf(process.pid)).toEqual([])
})

test('says what PostgreSQL said when it does not start, and leaves nothing behind', async () => {
  await expect(startPostgres({ flags: ['-c', 'max_connections=none'] })).rejects.toThrow(/max_connections.*none/)
  expect(foldersOf(process.pid)).toEqual([])
})

test('removes what a killed process left behind', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start-and-wait.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout!, 'data')
  const left = foldersOf(child.pid!)
  expect(left).toHaveLength(1)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(left.every((folder) => existsSync(folder))).toBe(true)
  const server = await startPostgres()
  await server.close()
  expect(foldersOf(child.pid!)).toEqual([])
})

function foldersOf(pid: number): readonly string[] {
  const own = readdirSync(tmpdir()).filter((name) => name.startsWith(`headwater-postgres-${pid}-`))
  return own.map((name) => join(tmpdir(), name))
}

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { Child } from './child.ts'
import { scratchOfTest } from './scratch.ts'

const never = new AbortController().signal

test('a DuckDB file is tried with a table that nobody ever sees', async () => {
  const { path } = scratchOfTest()
  const file = DuckDbFile.at(path)
  await file.use((session) => session.run('create table mine (n bigint)'))
  const probes = await file.probe(never)
  expect(probes.map(({ what, ok }) => [what, ok])).toEqual([
    ['opens', true],
    ['makes, fills and reads a table in a transaction', true],
  ])
  expect(probes[0]?.found).toMatch(/^DuckDB \d/)
  const tables = await file.use((session) =>
    session.rows('select table_name from information_schema.tables order by 1'),
  )
  expect(tables.map((row) => row['table_name'])).toEqual(['commits', 'fences', 'mine'])
})

test('a DuckDB file that is not there is not made: its folder is tried', async () => {
  const { path, folder } = scratchOfTest()
  const probes = await DuckDbFile.at(path).probe(never)
  expect(probes.map(({ what }) => what)).toEqual([
    'has its client library',
    'writes',
    'reads back what was written',
    'refuses the second of two writers',
    'deletes',
  ])
  expect(probes.every(({ ok }) => ok)).toBe(true)
  expect([existsSync(path), readdirSync(folder)]).toEqual([false, []])
})

test('who keeps a DuckDB file open is named', async () => {
  const { path } = scratchOfTest()
  const child = new Child('hold-file.ts', [path, '60000'])
  onTestFinished(() => child.kill())
  await child.line('open')
  const [probe] = await DuckDbFile.at(path, { lockWaitMs: 50 }).probe(never)
  expect(probe).toMatchObject({ what: 'opens', ok: false, hint: expect.stringMatching(/^End that process/) })
  expect(probe?.found).toMatch(new RegExp(`^DUCKDB_LOCKED: .*process ${child.process.pid}`))
})

test('a file that is no DuckDB database is found', async () => {
  const { path } = scratchOfTest()
  writeFileSync(path, 'this is no database'.repeat(1000))
  expect(await DuckDbFile.at(path).probe(never)).toMatchObject([
    { what: 'opens', ok: false, found: expect.stringMatching(/^DUCKDB_OPEN_FAILED: /) },
  ])
})

test('a DuckDB database in memory can be tried', async () => {
  const file = DuckDbFile.at(':memory:')
  onTestFinished(() => file.close())
  expect((await file.probe(never)).every(({ ok }) => ok)).toBe(true)
})

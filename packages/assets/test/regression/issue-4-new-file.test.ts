import { readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createWhole } from '../../src/duckdb/create-whole.ts'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { scratchOfTest } from '../duckdb/scratch.ts'

it('a new DuckDB file appears whole, once, and with nothing beside it', async () => {
  const { folder, path } = scratchOfTest()
  await Promise.all(Array.from({ length: 5 }, () => createWhole(path)))
  expect(await readdir(folder)).toEqual(['warehouse.duckdb'])
  await DuckDbFile.at(path).use((session) => session.run('create table kept (n int)'))
  DuckDbFile.at(path).close()
  await createWhole(path)
  expect(await DuckDbFile.at(path).use((session) => session.rows('select count(*)::int as n from kept'))).toEqual([
    { n: 0 },
  ])
})

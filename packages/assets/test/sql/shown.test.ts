import { asset, daily } from '@headwater/core'
import { between, files, notNull, sqlAsset, sqlFile, unique } from '@headwater/assets'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { makeAll, projectOf } from '../project-of-test.ts'
import { engines } from '../tables/engines.ts'

const Row = z.object({ symbol: z.string(), close: z.number().nullable() })
const days = daily({ start: '2024-01-01', end: '2024-01-02' })

/** Many rows in one partition: more than a table hands over at once. */
function many(count: number) {
  return Array.from({ length: count }, (_, index) => ({ symbol: `S${index}`, close: index }))
}

describe.each(engines)('what is shown of tables in $name', (engine) => {
  test('are the first rows of large and small ones and of views, in the order of the table', async () => {
    const { warehouse } = await engine.open()
    const io = warehouse.table()
    const large = asset('large', { partitions: days, schema: z.array(Row), io }, () => many(40_000))
    const small = asset('small', { schema: z.array(Row), io: warehouse.table() }, () => many(3))
    const view = sqlAsset('view', { warehouse, row: Row, deps: { small }, write: { mode: 'view' } }, (db) =>
      db.selectFrom('small').selectAll(),
    )
    const project = projectOf([large, small, view])
    await makeAll(project)
    const preview = await project.preview('large', '2024-01-02', 2)
    expect(preview.rows?.map((row) => ({ ...row }))).toEqual(many(2))
    expect(preview.more).toBe(true)
    expect(preview.place).toContain('large')
    expect(await project.preview('small')).toMatchObject({ rows: many(3), more: false })
    expect((await project.preview('view')).rows?.length).toBe(3)
  })
})

describe('what is shown of a query', () => {
  test('is the SQL that is sent, and the function that writes it', async () => {
    const { warehouse } = await engines[0]!.open()
    const source = asset('source', { partitions: days, schema: z.array(Row), io: warehouse.table() }, () => [])
    const query = sqlAsset(
      'query',
      { warehouse, row: Row, partitions: days, deps: { source }, write: { mode: 'replace' } },
      (db) => db.selectFrom('source').selectAll().where('close', '>', 1),
    )
    const { sql, source: written } = await projectOf([source, query]).code('query')
    expect(sql).toMatch(/^select \* from "source" where "close" > \$1$/)
    expect(written?.text).toContain("(db) => db.selectFrom('source').selectAll().where('close', '>', 1)")
  })

  test('that stands in a file is the SQL', async () => {
    const { warehouse } = await engines[0]!.open()
    const path = join(mkdtempSync(join(tmpdir(), 'headwater-sql-')), 'query.sql')
    writeFileSync(path, 'select symbol, close from source')
    const source = asset('source', { schema: z.array(Row), io: warehouse.table() }, () => [])
    const spec = { warehouse, row: Row, deps: { source }, write: { mode: 'replace' } } as const
    const { sql, source: written } = await projectOf([source, sqlAsset('query', spec, sqlFile(path))]).code('query')
    expect(sql?.trim()).toBe('select symbol, close from source')
    expect(written).toBeUndefined()
  })
})

describe('checks', () => {
  test('say which columns they look at', () => {
    const checks = { there: notNull('symbol'), once: unique('symbol', 'close'), small: between('close', { max: 9 }) }
    const table = asset('table', { schema: z.array(Row), checks }, () => [])
    expect(
      projectOf([table])
        .columns('table')
        .map(({ name, checks }) => [name, checks]),
    ).toEqual([
      ['symbol', ['there', 'once']],
      ['close', ['once', 'small']],
    ])
  })
})

describe('what is shown of files', () => {
  test('are the first rows of Parquet, read batch by batch', async () => {
    const io = files({ root: mkdtempSync(join(tmpdir(), 'headwater-shown-')) }).parquet()
    const project = projectOf([asset('table', { schema: z.array(Row), io }, () => many(20_000))])
    await makeAll(project)
    expect((await project.preview('table', null, 2)).rows?.map((row) => ({ ...row }))).toEqual(many(2))
  })
})

import { DuckDBInstance } from '@duckdb/node-api'
import { Storage } from '@google-cloud/storage'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { benchOfFile, isEmulated, refusalOf } from './client.ts'

const bench = benchOfFile()
const folder = mkdtempSync(join(tmpdir(), 'headwater-bigquery-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const fileOf = (content: string) => {
  files += 1
  const path = join(folder, `${files}.txt`)
  writeFileSync(path, content)
  return path
}
const parquetOf = async (sql: string) => {
  const path = fileOf('')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(`copy (${sql}) to '${path}' (format parquet)`)
  connection.closeSync()
  return path
}
const table = (name: string) => bench.client.dataset('stg').table(name)
const rowsOf = async (name: string) => (await bench.client.query(`SELECT * FROM stg.${name} ORDER BY 1`))[0]
const json = (...rows: readonly object[]) => fileOf(rows.map((row) => JSON.stringify(row)).join('\n'))
const sourceFormat = 'NEWLINE_DELIMITED_JSON'

describe('load jobs', () => {
  it('take NDJSON with a schema, and make the table', async () => {
    const schema = {
      fields: [
        { name: 'a', type: 'INT64', mode: 'REQUIRED' },
        { name: 'at', type: 'TIMESTAMP' },
        { name: 'j', type: 'JSON' },
        { name: 'n', type: 'NUMERIC' },
        { name: 'y', type: 'BYTES' },
      ],
    }
    const path = json({ a: 1, at: '2026-01-02T03:04:05.5Z', j: { b: [1] }, n: '1.5', y: 'AP8=' }, { a: 2 })
    const [job] = await table('ndjson').load(path, { sourceFormat, schema })
    expect(job).toMatchObject({ status: { state: 'DONE' }, statistics: { load: { outputRows: '2', inputFiles: '1' } } })
    const [first, second] = await rowsOf('ndjson')
    expect(first).toMatchObject({ a: 1, at: { value: '2026-01-02T03:04:05.500Z' }, j: '{"b":[1]}' })
    expect([String(first.n), first.y]).toEqual(['1.5', Buffer.from([0, 255])])
    expect(second).toEqual({ a: 2, at: null, j: null, n: null, y: null })
    expect(await refusalOf(table('ndjson').load(json({ j: 1 }), { sourceFormat }))).toBe('undefined invalidQuery')
  })

  it('refuse fields that the table does not have, and load nothing', async () => {
    await table('ndjson_strict').load(json({ a: 1 }), {
      sourceFormat,
      schema: { fields: [{ name: 'a', type: 'INT64' }] },
    })
    await expect(table('ndjson_strict').load(json({ a: 2 }, { b: 1 }), { sourceFormat })).rejects.toThrow(
      'No such field: b',
    )
    expect(await rowsOf('ndjson_strict')).toEqual([{ a: 1 }])
  })

  it('take CSV, where an empty text is no null', async () => {
    const fields = [
      { name: 'a', type: 'INT64' },
      { name: 's', type: 'STRING' },
    ]
    const csv = fileOf('a,s\n1,"x,\n""y"""\n,\n')
    await table('csv').load(csv, {
      sourceFormat: 'CSV',
      schema: { fields },
      skipLeadingRows: 1,
      allowQuotedNewlines: true,
    })
    expect(await rowsOf('csv')).toEqual([
      { a: null, s: '' },
      { a: 1, s: 'x,\n"y"' },
    ])
  })

  it('take Parquet by the names of its columns', async () => {
    const parquet = await parquetOf(
      "select 'x' as s, 1::bigint as i, timestamptz '2026-01-02 00:00:00+00' as t, null::double as f",
    )
    await table('parquet').load(parquet, { sourceFormat: 'PARQUET' })
    expect(await rowsOf('parquet')).toEqual([
      { s: 'x', i: 1, t: expect.objectContaining({ value: '2026-01-02T00:00:00.000Z' }), f: null },
    ])
    const other = await parquetOf("select 1.5::double as i, 'y' as s")
    await expect(table('parquet').load(other, { sourceFormat: 'PARQUET' })).rejects.toThrow('Field i has changed type')
  })

  it('append, replace, or want an empty table', async () => {
    const load = async (a: number, writeDisposition?: string) =>
      table('disposed').load(json({ a }), {
        sourceFormat,
        schema: { fields: [{ name: 'a', type: 'INT64' }] },
        ...(writeDisposition && { writeDisposition }),
      })
    await load(1)
    await load(2)
    expect(await rowsOf('disposed')).toEqual([{ a: 1 }, { a: 2 }])
    await load(3, 'WRITE_TRUNCATE')
    expect(await rowsOf('disposed')).toEqual([{ a: 3 }])
    await expect(load(4, 'WRITE_EMPTY')).rejects.toThrow('Already Exists')
  })

  it('replace one partition and no other, and take in no row of another', async () => {
    const schema = {
      fields: [
        { name: 'day', type: 'DATE' },
        { name: 'a', type: 'INT64' },
      ],
    }
    const timePartitioning = { type: 'DAY', field: 'day' }
    const rows = json({ day: '2026-03-01', a: 1 }, { day: '2026-03-02', a: 2 })
    await table('daily').load(rows, { sourceFormat, schema, timePartitioning })
    const replace = { sourceFormat, writeDisposition: 'WRITE_TRUNCATE' }
    await table('daily$20260301').load(json({ day: '2026-03-01', a: 10 }), replace)
    const days = async () => (await rowsOf('daily')).map(({ day, a }) => [day.value, a])
    expect(await days()).toEqual([
      ['2026-03-01', 10],
      ['2026-03-02', 2],
    ])
    const stray = table('daily$20260301').load(json({ day: '2026-03-02', a: 20 }), replace)
    await expect(stray).rejects.toThrow('Some rows belong to different partitions')
    expect(await days()).toHaveLength(2)
    await expect(table('daily$202603').load(json({ day: '2026-03-02' }), replace)).rejects.toThrow('none of this table')
  })
})

describe.runIf(isEmulated)('loads from GCS', () => {
  let storage: Storage
  beforeAll(async () => {
    storage = new Storage({ projectId: 'my-project', apiEndpoint: bench.gcs.url })
    const [bucket] = await storage.createBucket('lake')
    for (const a of [1, 2]) await bucket.file(`raw/part-${a}.json`).save(JSON.stringify({ a }), { resumable: false })
  })

  it('take one object, or all of a prefix', async () => {
    const bucket = storage.bucket('lake')
    const schema = { fields: [{ name: 'a', type: 'INT64' }] }
    await table('from_gcs').load(bucket.file('raw/part-1.json'), { sourceFormat, schema })
    expect(await rowsOf('from_gcs')).toEqual([{ a: 1 }])
    await table('from_gcs').load(bucket.file('raw/part-*'), { sourceFormat, writeDisposition: 'WRITE_TRUNCATE' })
    expect(await rowsOf('from_gcs')).toEqual([{ a: 1 }, { a: 2 }])
    await expect(table('from_gcs').load(bucket.file('raw/none.json'), { sourceFormat })).rejects.toThrow(
      'Not found: URI',
    )
  })
})

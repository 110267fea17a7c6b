import { describe, expect, it } from 'vitest'
import { benchOfFile, isEmulated, refusalOf } from './client.ts'

const bench = benchOfFile()

describe('datasets', () => {
  it('are made, found, listed, described and removed', async () => {
    const [dataset] = await bench.client.createDataset('mart', { location: 'EU' })
    expect(await dataset.exists()).toEqual([true])
    expect(await bench.client.dataset('none').exists()).toEqual([false])
    expect((await bench.client.getDatasets())[0].map(({ id }) => id).sort()).toEqual(['mart', 'stg'])
    await dataset.setMetadata({ description: 'for people' })
    expect((await dataset.getMetadata())[0]).toMatchObject({ location: 'EU', description: 'for people' })
    await dataset.createTable('t', { schema: [{ name: 'a', type: 'INT64' }] })
    expect(await refusalOf(dataset.delete())).toBe('400 resourceInUse')
    await dataset.delete({ force: true })
    expect(await dataset.exists()).toEqual([false])
  })

  it('are not made twice', async () => {
    expect(await refusalOf(bench.client.createDataset('stg'))).toBe('409 duplicate')
  })
})

describe('tables', () => {
  const schema = [
    { name: 'symbol', type: 'STRING', mode: 'REQUIRED' },
    { name: 'day', type: 'DATE' },
    { name: 'close', type: 'FLOAT64', description: 'in dollars' },
    { name: 'tags', type: 'STRING', mode: 'REPEATED' },
  ]

  it('keep what is said of them', async () => {
    const options = { schema, timePartitioning: { type: 'DAY', field: 'day' }, clustering: { fields: ['symbol'] } }
    const [table] = await bench.client.dataset('stg').createTable('described', options)
    await table.setMetadata({ description: 'prices', labels: { run: 'r1' } })
    const [metadata] = await table.getMetadata()
    expect(metadata).toMatchObject({
      ...options,
      schema: { fields: schema },
      description: 'prices',
      labels: { run: 'r1' },
      numRows: '0',
    })
    expect((await bench.client.dataset('stg').getTables())[0].map(({ id }) => id)).toContain('described')
    await table.delete()
    expect(await table.exists()).toEqual([false])
    expect(await refusalOf(table.getMetadata())).toBe('404 notFound')
  })

  it('are not made twice', async () => {
    await bench.client.dataset('stg').createTable('twice', { schema })
    expect(await refusalOf(bench.client.dataset('stg').createTable('twice', { schema }))).toBe('409 duplicate')
  })

  it.each(['_partition', '_TABLE_x', 'a.b', ''])(
    'do not take the column name "%s", as BigQuery does not',
    async (name) => {
      const fields = [{ name, type: 'STRING' }]
      expect(await refusalOf(bench.client.dataset('stg').createTable('misnamed', { schema: fields }))).toBe(
        '400 invalid',
      )
    },
  )

  it('do not take column names that differ in case alone', async () => {
    const fields = ['a', 'A'].map((name) => ({ name, type: 'STRING' }))
    expect(await refusalOf(bench.client.dataset('stg').createTable('misnamed', { schema: fields }))).toBe('400 invalid')
  })

  it.runIf(isEmulated)('do not take types that DuckDB cannot stand in for', async () => {
    const fields = [{ name: 'a', type: 'GEOGRAPHY' }]
    expect(await refusalOf(bench.client.dataset('stg').createTable('places', { schema: fields }))).toBe(
      '400 invalidQuery',
    )
  })

  it('made by SQL are described like others', async () => {
    await bench.client.query(
      'CREATE TABLE stg.by_sql (day DATE, n NUMERIC, m BIGNUMERIC(38)) PARTITION BY day CLUSTER BY n, m',
    )
    const [metadata] = await bench.client.dataset('stg').table('by_sql').getMetadata()
    expect(metadata).toMatchObject({
      timePartitioning: { type: 'DAY', field: 'day' },
      clustering: { fields: ['n', 'm'] },
      schema: { fields: [{ name: 'day', type: 'DATE' }, { type: 'NUMERIC' }, { type: 'BIGNUMERIC', precision: '38' }] },
    })
    await bench.client.query('CREATE TABLE IF NOT EXISTS stg.by_sql (other STRING)')
    expect((await bench.client.dataset('stg').table('by_sql').getMetadata())[0]).toEqual(metadata)
    await bench.client.query('DROP TABLE stg.by_sql')
    expect(await bench.client.dataset('stg').table('by_sql').exists()).toEqual([false])
  })

  it('get columns and descriptions, and lose none', async () => {
    const table = bench.client.dataset('stg').table('patched')
    await bench.client.query('CREATE TABLE stg.patched (a INT64, b STRING)')
    await bench.client.query('INSERT INTO stg.patched (a, b) VALUES (1, "x")')
    const fields = [
      { name: 'a', type: 'INTEGER', description: 'One' },
      { name: 'b', type: 'STRING' },
      { name: 'c', type: 'BIGNUMERIC', precision: '38' },
    ]
    await table.setMetadata({ schema: { fields }, description: 'Patched' })
    const [metadata] = await table.getMetadata()
    expect(metadata).toMatchObject({ description: 'Patched', schema: { fields } })
    expect((await bench.client.query('SELECT * FROM stg.patched'))[0]).toEqual([{ a: 1, b: 'x', c: null }])
    await expect(table.setMetadata({ schema: { fields: fields.slice(1) } })).rejects.toThrow('Field a is missing')
    const retyped = fields.map(({ name }) => ({ name, type: 'STRING' }))
    await expect(table.setMetadata({ schema: { fields: retyped } })).rejects.toThrow('Field a has changed type')
  })

  it('are described and altered in SQL', async () => {
    const { client } = bench
    const table = client.dataset('stg').table('altered')
    await client.query(`CREATE TABLE stg.altered (a INT64 OPTIONS(description = 'One'), b STRING)
      CLUSTER BY a OPTIONS(description = "It's a table")`)
    const [before] = await table.getMetadata()
    expect(before).toMatchObject({
      description: "It's a table",
      schema: { fields: [{ name: 'a', description: 'One' }, {}] },
    })
    await client.query('INSERT INTO stg.altered (a, b) VALUES (1, "x")')
    await client.query(`ALTER TABLE stg.altered ADD COLUMN c BIGNUMERIC(38) OPTIONS(description = 'Three'),
      ADD COLUMN IF NOT EXISTS a INT64, ALTER COLUMN b SET OPTIONS(description = 'Two'), DROP COLUMN IF EXISTS d;
      ALTER TABLE stg.altered SET OPTIONS(description = 'Altered')`)
    const [after] = await table.getMetadata()
    expect(after.description).toBe('Altered')
    expect(
      after.schema.fields.map((field: { name: string; type: string; description: string }) => [
        field.name,
        field.type,
        field.description,
      ]),
    ).toEqual([
      ['a', 'INTEGER', 'One'],
      ['b', 'STRING', 'Two'],
      ['c', 'BIGNUMERIC', 'Three'],
    ])
    expect((await client.query('SELECT * FROM stg.altered'))[0]).toEqual([{ a: 1, b: 'x', c: null }])
    await client.query('ALTER TABLE stg.altered DROP COLUMN b')
    expect((await client.query('SELECT * FROM stg.altered'))[0]).toEqual([{ a: 1, c: null }])
    await expect(client.query('ALTER TABLE stg.altered ADD COLUMN e INT64 NOT NULL')).rejects.toThrow('REQUIRED')
    await expect(
      client.query('BEGIN TRANSACTION; ALTER TABLE stg.altered DROP COLUMN c; COMMIT TRANSACTION'),
    ).rejects.toThrow('not supported in a transaction')
  })
})

describe('inserted rows', () => {
  it('are there at once, each id once', async () => {
    const fields = [
      { name: 'id', type: 'INT64' },
      { name: 'at', type: 'TIMESTAMP' },
      { name: 'more', type: 'RECORD', fields: [{ name: 'x', type: 'FLOAT64' }] },
      { name: 'tags', type: 'STRING', mode: 'REPEATED' },
    ]
    const [table] = await bench.client.dataset('stg').createTable('inserted', { schema: fields })
    const json = { id: 1, at: '2026-01-02T03:04:05.123456Z', more: { x: 0.5 }, tags: ['a', 'b'] }
    await table.insert([{ insertId: 'one', json }], { raw: true })
    await table.insert([{ insertId: 'one', json }], { raw: true })
    const [rows] = await table.getRows()
    expect(rows).toEqual([{ ...json, at: { value: '2026-01-02T03:04:05.123456000Z' } }])
  })

  it('are refused with the field that the table does not have', async () => {
    const [table] = await bench.client.dataset('stg').createTable('strict', { schema: [{ name: 'a', type: 'INT64' }] })
    await expect(table.insert([{ a: 1 }, { b: 2 }])).rejects.toMatchObject({
      name: 'PartialFailureError',
      errors: [{ errors: [{ reason: 'stopped' }] }, { errors: [{ message: 'no such field: b.' }] }],
    })
    expect((await table.getRows())[0]).toEqual([])
  })

  it('are read in pages', async () => {
    const [table] = await bench.client.dataset('stg').createTable('paged', { schema: [{ name: 'a', type: 'INT64' }] })
    await table.insert(Array.from({ length: 25 }, (_, a) => ({ a })))
    const [rows, next] = await table.getRows({ maxResults: 10, autoPaginate: false })
    expect([rows.length, next?.pageToken]).toEqual([10, '10'])
  })
})

import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type RedshiftOfTest, redshiftOfTest, role } from './redshift-of-test.ts'

const lines = (...values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n')

async function tableOfTest(options?: Parameters<typeof redshiftOfTest>[0]): Promise<RedshiftOfTest> {
  const test = await redshiftOfTest(options)
  await test.client.query('create table t (symbol varchar(5), close float8, n bigint, at timestamptz, more super)')
  return test
}

describe('COPY from S3', () => {
  it('loads JSON by the names of columns, from all objects below a prefix', async () => {
    const { client, put, rows } = await tableOfTest()
    await put('raw/a.json', lines({ symbol: 'A', close: 1.5, more: { x: [1] } }, { n: 2, Symbol: 'not found' }))
    await put('raw/b.json', '{"symbol": "B\\t\\\\",\n "n": 12345678901234567} {"at": "2024-01-02T03:04:05.678Z"}')
    const { command } = await client.query(
      `copy t from 's3://lake/raw/' ${role} format as json 'auto' timeformat 'auto'`,
    )
    expect(command).toBe('COPY')
    expect(await rows(`select symbol, close, n, at at time zone 'UTC', more from t order by 1, 3`)).toEqual([
      ['A', 1.5, null, null, '{"x": [1]}'],
      ['B\t\\', null, '12345678901234567', null, null],
      [null, null, '2', null, null],
      [null, null, null, expect.any(Date), null],
    ])
  })

  it('loads what a manifest names, compressed, by JSONPaths', async () => {
    const { put, rows } = await tableOfTest()
    await put('x/paths.json', '{"jsonpaths": ["$[1]", "$[0]"]}')
    await put('x/1.gz', gzipSync(lines([1, 'A'], [2, 'B'])))
    await put('x/2.gz', gzipSync(lines(['3', null])))
    const entries = [1, 2].map((n) => ({ url: `s3://lake/x/${n}.gz`, mandatory: true }))
    await put('x/manifest', JSON.stringify({ entries: [...entries, { url: 's3://lake/x/none', mandatory: false }] }))
    await rows(`copy t (symbol, n) from 's3://lake/x/manifest' ${role} manifest gzip json 's3://lake/x/paths.json'`)
    expect(await rows('select n, symbol from t order by 1')).toEqual([
      ['1', 'A'],
      ['2', 'B'],
      ['3', null],
    ])
    await put('x/manifest', JSON.stringify({ entries: [{ url: 's3://lake/x/none', mandatory: true }] }))
    await expect(rows(`copy t (symbol, n) from 's3://lake/x/manifest' ${role} manifest json 'auto'`)).rejects.toThrow(
      "The specified S3 prefix 'x/none' does not exist",
    )
  })

  it('loads CSV with its quotes and its header', async () => {
    const { put, rows } = await tableOfTest()
    await put('a.csv', zstdCompressSync('symbol;n\n"a;""b\n";1\n\n;\n'))
    await rows(`copy t (symbol, n) from 's3://lake/a.csv' ${role} csv delimiter ';' ignoreheader 1 zstd`)
    expect(await rows('select symbol, n from t order by 2')).toEqual([
      ['a;"b\n', '1'],
      ['', null],
    ])
  })

  it('loads Parquet by the order of columns', async () => {
    const { put, rows } = await tableOfTest()
    await put('a.parquet', await parquetOf(`select 'A' as s, 2.5::double as c, {x: [1]} as m`))
    await rows(`copy t (symbol, close, more) from 's3://lake/a.parquet' ${role} format parquet`)
    expect(await rows('select symbol, close, more from t')).toEqual([['A', 2.5, '{"x": [1]}']])
    await expect(rows(`copy t from 's3://lake/a.parquet' ${role} format parquet`)).rejects.toThrow(
      'Unmatched number of columns',
    )
  })

  it('can be asked for by a client that parses statements first', async () => {
    const { client, put, rows } = await tableOfTest()
    await put('a.json', lines({ symbol: 'A' }))
    const copy = `copy t from 's3://lake/a.json' ${role} json 'auto'`
    const { command } = await client.query({ text: copy, values: [], queryMode: 'extended' } as never)
    expect(command).toBe('COPY')
    expect(await rows('select symbol from t')).toEqual([['A']])
  })

  it('is a part of the transaction of the client', async () => {
    const { client, put, rows } = await tableOfTest()
    await put('a.json', lines({ symbol: 'A' }))
    await client.query('begin')
    await client.query('create table fresh (symbol varchar)')
    await client.query(`copy fresh from 's3://lake/a.json' ${role} json 'auto'`)
    expect(await rows('select symbol from fresh')).toEqual([['A']])
    await client.query('rollback')
    await expect(rows('select symbol from fresh')).rejects.toThrow('does not exist')
  })
})

describe('a COPY fails, in the words of Redshift,', () => {
  it.each([
    [`copy t from 's3://lake/none/' ${role} json 'auto'`, "The specified S3 prefix 'none/' does not exist"],
    [`copy t from 's3://lake/a.json' json 'auto'`, 'IAM_ROLE is required'],
    [
      `copy t from 's3://lake/a.json' iam_role 'arn:other' json 'auto'`,
      'is not authorized to assume IAM Role arn:other',
    ],
    [`copy none from 's3://lake/a.json' ${role} json 'auto'`, 'Cannot COPY into nonexistent table none'],
    [`copy t from 's3://lake/a.json' ${role} json 'auto' truncatecolumns`, 'does not have the option TRUNCATECOLUMNS'],
    [
      `copy t from 's3://none/a.json' ${role} json 'auto'`,
      'S3ServiceException:The specified bucket does not exist,Status 404',
    ],
  ])('%s', async (sql, words) => {
    const { client, put, rows } = await tableOfTest({ roles: ['arn:aws:iam::123456789012:role/loader'] })
    await put('a.json', lines({ symbol: 'A' }))
    await client.query('begin')
    await expect(client.query(sql)).rejects.toMatchObject({
      code: expect.any(String),
      message: expect.stringContaining(words),
    })
    await expect(rows('select 1')).rejects.toThrow('current transaction is aborted')
    await client.query('rollback')
    expect(await rows('select 1')).toEqual([[1]])
  })

  it.each([
    [{ symbol: 'A', n: 'x1' }, ['n', 'int8', 'x1', 1207, "Invalid digit, Value 'x', Pos 0, Type: Long"]],
    [{ symbol: 'ÄÄÄ' }, ['symbol', 'varchar', 'ÄÄÄ', 1204, 'String length exceeds DDL length']],
    [{ at: 'soon' }, ['at', 'timestamptz', 'soon', 1206, 'Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]']],
  ])('and says which row %j is wrong', async (bad, expected) => {
    const { put, rows } = await tableOfTest()
    await put('x/1.json', lines({ symbol: 'A' }, { symbol: 'B' }))
    await put('x/2.json', lines({ symbol: 'C' }, bad))
    await expect(rows(`copy t from 's3://lake/x/' ${role} json 'auto'`)).rejects.toMatchObject({
      code: 'XX000',
      message: expect.stringMatching(/^Load into table 't' failed\. {2}Check 'sys_load_error_detail'/),
    })
    expect(await rows('select symbol from t')).toEqual([])
    expect(
      await rows(`select colname, type, raw_field_value, err_code, err_reason, filename, line_number
        from stl_load_errors where session = pg_backend_pid()`),
    ).toEqual([[...expected, 's3://lake/x/2.json', '2']])
    expect(await rows('select column_name, error_code, line_number from sys_load_error_detail')).toEqual([
      [expected[0], expected[3], '2'],
    ])
  })

  it('when it breaks off after half of the rows', async () => {
    const { put, redshift, rows } = await tableOfTest()
    await put('a.json', lines(...Array.from({ length: 100 }, (_, n) => ({ n }))))
    redshift.faults.next({ do: 'fail-copy' })
    await expect(rows(`copy t from 's3://lake/a.json' ${role} json 'auto'`)).rejects.toThrow('S3CurlException')
    expect(await rows('select count(*) from t')).toEqual([['0']])
  })

  it('when its connection is dropped in the middle', async () => {
    const { connect, put, redshift, rows } = await tableOfTest()
    await put('a.json', lines(...Array.from({ length: 100 }, (_, n) => ({ n }))))
    redshift.faults.next({ do: 'drop-copy', match: { method: 'COPY' } })
    const other = await connect()
    await expect(other.query(`copy t from 's3://lake/a.json' ${role} json 'auto'`)).rejects.toThrow('terminated')
    expect(await rows('select count(*) from t')).toEqual([['0']])
  })

  it('and without an answer it has happened all the same', async () => {
    const { connect, put, redshift, rows } = await tableOfTest()
    await put('a.json', lines({ symbol: 'A' }))
    redshift.faults.next({ do: 'drop-after', match: { method: 'COPY' } })
    const other = await connect()
    await expect(other.query(`copy t from 's3://lake/a.json' ${role} json 'auto'`)).rejects.toThrow('terminated')
    expect(await rows('select symbol from t')).toEqual([['A']])
  })

  it('when S3 denies an object', async () => {
    const { put, rows, s3 } = await tableOfTest()
    await put('a.json', lines({ symbol: 'A' }))
    s3.faults.next({ do: 'deny', match: { path: 'a.json' } })
    await expect(rows(`copy t from 's3://lake/a.json' ${role} json 'auto'`)).rejects.toThrow(
      'S3ServiceException:Access Denied,Status 403,Error AccessDenied',
    )
  })
})

async function parquetOf(query: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-parquet-'))
  try {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run(`copy (${query}) to '${folder}/a.parquet' (format parquet)`)
    connection.closeSync()
    return readFileSync(join(folder, 'a.parquet'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

import { describe, expect, it } from 'vitest'
import { benchOfFile, isEmulated, refusalOf } from './client.ts'

const bench = benchOfFile()

type QueryValues = readonly unknown[] | { readonly [name: string]: unknown }

const query = async (sql: string, params?: QueryValues) => {
  const [rows] = await bench.client.query({ query: sql, ...(params && { params: params as unknown[] }) })
  return rows as readonly { readonly [column: string]: unknown }[]
}
/** The value of an expression. */
const valueOf = async (expression: string, params?: QueryValues) =>
  (await query(`SELECT ${expression} AS x`, params))[0]?.['x']

describe('queries', () => {
  it('give rows at once, and as a job', async () => {
    expect(await query('SELECT 1 AS a UNION ALL SELECT 2 ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }])
    const [job] = await bench.client.createQueryJob({
      query: "SELECT 'x' AS a",
      jobTimeoutMs: 60_000,
      labels: { run: 'r1' },
    })
    expect((await job.getQueryResults())[0]).toEqual([{ a: 'x' }])
    const [metadata] = await job.getMetadata()
    expect(metadata).toMatchObject({
      status: { state: 'DONE' },
      configuration: { labels: { run: 'r1' } },
      statistics: { query: { statementType: 'SELECT' } },
    })
  })

  it('give every type as the client knows it', async () => {
    const [row] = await query(`SELECT
      CAST(9007199254740991 AS INT64) AS i, 0.1 AS f, -0.0 AS z, CAST('NaN' AS FLOAT64) AS n, TRUE AS b, 'ä"' AS s,
      b'\\x00\\xff' AS y, DATE '2026-03-01' AS d, TIMESTAMP '2026-03-01 12:00:00.123456+00' AS t,
      DATETIME '2026-03-01 12:00:00' AS dt, NUMERIC '12.50' AS m, JSON '{"a":[1]}' AS j, [1, 2] AS l, CAST(NULL AS STRING) AS o`)
    expect(row).toMatchObject({
      i: 9007199254740991,
      f: 0.1,
      z: -0,
      n: Number.NaN,
      b: true,
      s: 'ä"',
      l: [1, 2],
      o: null,
    })
    expect(row).toMatchObject({
      y: Buffer.from([0, 255]),
      d: { value: '2026-03-01' },
      t: { value: '2026-03-01T12:00:00.123456000Z' },
      dt: { value: '2026-03-01T12:00:00' },
      j: '{"a":[1]}',
    })
    expect(String(row?.['m'])).toBe('12.5')
  })

  it('take named parameters and parameters by place, of every type', async () => {
    const at = bench.client.timestamp(new Date('2026-03-01T12:00:00.123Z'))
    expect(await query('SELECT @a AS a, @b AS b, @at AS at', { a: 1, b: "it's", at })).toMatchObject([
      { a: 1, b: "it's", at: { value: '2026-03-01T12:00:00.123Z' } },
    ])
    expect(await query('SELECT ? AS a, CONCAT(?, ?) AS b', [1, 'x', 'y'])).toEqual([{ a: 1, b: 'xy' }])
    expect(await valueOf("'b' IN UNNEST(@keys)", { keys: ['a', 'b'] })).toBe(true)
    expect(await refusalOf(query('SELECT @missing'))).toBe('400 invalidQuery')
  })

  it('are read in pages', async () => {
    const [job] = await bench.client.createQueryJob('SELECT x FROM UNNEST([1, 2, 3, 4, 5]) AS x ORDER BY x')
    const [first, next] = await job.getQueryResults({ maxResults: 2, autoPaginate: false })
    expect([first, next?.pageToken]).toEqual([[{ x: 1 }, { x: 2 }], '2'])
    const [rest] = await job.getQueryResults({ startIndex: '2', maxResults: 10, autoPaginate: false })
    expect(rest).toEqual([{ x: 3 }, { x: 4 }, { x: 5 }])
  })

  it('are described by a dry run, and not run', async () => {
    const [job] = await bench.client.createQueryJob({ query: "SELECT 1 AS a, 'x' AS b", dryRun: true })
    expect(job.metadata.statistics.query.schema.fields).toMatchObject([
      { name: 'a', type: 'INTEGER' },
      { name: 'b', type: 'STRING' },
    ])
    await bench.client.createQueryJob({ query: 'CREATE TABLE stg.dry (a INT64)', dryRun: true })
    expect(await bench.client.dataset('stg').table('dry').exists()).toEqual([false])
    expect(await refusalOf(bench.client.createQueryJob({ query: 'SELECT a FROM stg.none', dryRun: true }))).toBe(
      '404 notFound',
    )
  })

  it('write their rows to a destination', async () => {
    const destination = bench.client.dataset('stg').table('destination')
    const write = async (sql: string, writeDisposition?: string) => {
      const [job] = await bench.client.createQueryJob({
        query: sql,
        destination,
        ...(writeDisposition && { writeDisposition }),
      })
      await job.getQueryResults()
    }
    await write('SELECT 1 AS a')
    await write('SELECT 2 AS a', 'WRITE_APPEND')
    expect(await query('SELECT a FROM stg.destination ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }])
    await write('SELECT 3 AS a', 'WRITE_TRUNCATE')
    expect(await query('SELECT a FROM stg.destination')).toEqual([{ a: 3 }])
    expect(await refusalOf(write('SELECT 4 AS a', 'WRITE_EMPTY'))).toBe('409 duplicate')
  })
})

describe('a job', () => {
  it('of an id that there is already is no second job', async () => {
    await query('CREATE TABLE stg.once (a INT64)')
    const insert = { query: 'INSERT INTO stg.once (a) VALUES (1)', jobId: 'insert-once' }
    const [job] = await bench.client.createQueryJob(insert)
    await job.getQueryResults()
    expect(await refusalOf(bench.client.createQueryJob(insert))).toBe('409 duplicate')
    expect((await bench.client.job('insert-once').getMetadata())[0].status.state).toBe('DONE')
    expect(await query('SELECT COUNT(*) AS n FROM stg.once')).toEqual([{ n: 1 }])
  })

  it.runIf(isEmulated)('whose reply is lost has been started', async () => {
    await query('CREATE TABLE stg.lost (a INT64)')
    bench.server.faults.next({ do: 'drop-after', match: { method: 'POST', path: '/jobs' } })
    const insert = { query: 'INSERT INTO stg.lost (a) VALUES (1)', jobId: 'insert-lost' }
    // The client asks again by itself, and is told of its own first attempt.
    expect(await refusalOf(bench.client.createQueryJob(insert))).toBe('409 duplicate')
    await bench.client.job('insert-lost').getQueryResults()
    expect(await query('SELECT a FROM stg.lost')).toEqual([{ a: 1 }])
  })

  it.each([
    ['SELECT nope FROM stg.once', '400 invalidQuery'],
    ['SELECT 1 FROM stg.nowhere', '404 notFound'],
    ['SELEC 1', '400 invalidQuery'],
  ])('that fails says why: %s', async (sql, refusal) => {
    const [job] = await bench.client.createQueryJob(sql)
    expect(await refusalOf(job.getQueryResults())).toBe(refusal)
    expect((await job.getMetadata())[0].status.errorResult.reason).toBe(refusal.split(' ')[1])
  })

  it('that nobody started is not found', async () => {
    expect(await refusalOf(bench.client.job('none').getMetadata())).toBe('404 notFound')
  })
})

describe('statements', () => {
  it('change rows, and say how many', async () => {
    await query('CREATE TABLE stg.dml (k STRING NOT NULL, v INT64)')
    const affected = async (sql: string) => {
      const [job] = await bench.client.createQueryJob(sql)
      await job.getQueryResults()
      return (await job.getMetadata())[0].statistics.query.numDmlAffectedRows
    }
    expect(await affected("INSERT stg.dml (k, v) VALUES ('a', 1), ('b', 2), ('c', 3)")).toBe('3')
    expect(await affected("UPDATE stg.dml SET v = v + 1 WHERE k != 'c'")).toBe('2')
    expect(await affected("DELETE stg.dml WHERE k = 'c'")).toBe('1')
    const merge = `MERGE \`${bench.client.projectId}.stg.dml\` AS t USING (SELECT 'a' AS k, 10 AS v UNION ALL SELECT 'z', 26) AS s ON t.k = s.k
      WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (k, v) VALUES (s.k, s.v)`
    expect(await affected(merge)).toBe('2')
    expect(await query('SELECT * FROM stg.dml ORDER BY k')).toEqual([
      { k: 'a', v: 10 },
      { k: 'b', v: 3 },
      { k: 'z', v: 26 },
    ])
    expect(await refusalOf(query('DELETE FROM stg.dml'))).toBe('400 invalidQuery')
  })

  it.runIf(isEmulated)('of MERGE delete and insert in one statement', async () => {
    await query("CREATE TABLE stg.merged AS SELECT 'a' AS k, 1 AS v UNION ALL SELECT 'a', 2 UNION ALL SELECT 'b', 3")
    const merge = `MERGE INTO stg.merged AS held
      USING (SELECT made.k, made.v, goes FROM UNNEST([STRUCT('a' AS k, 10 AS v), STRUCT('z' AS k, 26 AS v)]) AS made
        CROSS JOIN UNNEST([TRUE, FALSE]) AS goes) AS made
      ON made.goes AND TO_JSON_STRING(held.k) = TO_JSON_STRING(made.k)
      WHEN MATCHED THEN DELETE
      WHEN NOT MATCHED BY TARGET AND NOT made.goes THEN INSERT (k, v) VALUES (made.k, made.v)`
    await query(merge)
    expect(await query('SELECT * FROM stg.merged ORDER BY k')).toEqual([
      { k: 'a', v: 10 },
      { k: 'b', v: 3 },
      { k: 'z', v: 26 },
    ])
  })

  it.runIf(isEmulated)('change 4,000 partitions of a table at once, and not one more', async () => {
    await query('CREATE TABLE stg.daily (day DATE, v INT64) PARTITION BY day')
    const insert = (days: number) =>
      query(
        `INSERT INTO stg.daily (day, v) SELECT DATE_ADD(DATE '2010-01-01', INTERVAL x DAY), x FROM UNNEST(@days) AS x`,
        {
          days: Array.from({ length: days }, (_, index) => index),
        },
      )
    await expect(insert(4001)).rejects.toThrow('Too many partitions produced by query, allowed 4000')
    await insert(4000)
    expect(await query('SELECT COUNT(*) AS n FROM stg.daily')).toEqual([{ n: 4000 }])
    await insert(10)
    await query("DELETE FROM stg.daily WHERE day >= DATE '2010-01-01'")
    expect(await query('SELECT COUNT(*) AS n FROM stg.daily')).toEqual([{ n: 0 }])
  })

  it('that make a table of a query give it columns of 64 bits', async () => {
    await query('CREATE TABLE stg.wide AS SELECT 0 AS a, SUM(x) AS b FROM UNNEST([1, 2]) AS x')
    await query('INSERT INTO stg.wide (a, b) VALUES (9007199254740991, -9007199254740991)')
    expect(await query('SELECT * FROM stg.wide ORDER BY a')).toEqual([
      { a: 0, b: 3 },
      { a: 9007199254740991, b: -9007199254740991 },
    ])
  })

  it('of a script run in a transaction, all or none', async () => {
    await query('CREATE TABLE stg.tx (a INT64)')
    await query(
      'BEGIN TRANSACTION; INSERT INTO stg.tx (a) VALUES (1); INSERT INTO stg.tx (a) VALUES (2); COMMIT TRANSACTION;',
    )
    const failing = `BEGIN TRANSACTION; DELETE FROM stg.tx WHERE TRUE;
      ASSERT (SELECT COUNT(*) FROM stg.tx) > 0 AS 'nothing is left'; COMMIT TRANSACTION`
    await expect(query(failing)).rejects.toThrow('nothing is left')
    await query('BEGIN TRANSACTION; DELETE FROM stg.tx WHERE TRUE;')
    expect(await query('SELECT a FROM stg.tx ORDER BY a')).toEqual([{ a: 1 }, { a: 2 }])
    expect(await refusalOf(query('BEGIN TRANSACTION; CREATE TABLE stg.ddl (a INT64); COMMIT TRANSACTION'))).toBe(
      '400 invalidQuery',
    )
  })

  it('of transactions that change one table are undone in all but one, whichever rows they change', async () => {
    await query('CREATE TABLE stg.raced AS SELECT x AS a, 0 AS n FROM UNNEST([0, 1, 2]) AS x')
    const slow = 'SELECT SUM(x * y) FROM UNNEST(@many) AS x, UNNEST(@many) AS y'
    const many = Array.from({ length: 3000 }, (_, index) => index)
    const race = (a: number) =>
      query(`BEGIN TRANSACTION; UPDATE stg.raced SET n = 1 WHERE a = @a; ${slow}; COMMIT TRANSACTION`, {
        a,
        many,
      }).then(
        () => 'done',
        (error) => error.message,
      )
    const outcomes = await Promise.all([race(0), race(1), race(2)])
    const done = outcomes.filter((outcome) => outcome === 'done').length
    expect(done).toBeGreaterThan(0)
    const undone = 'Transaction is aborted due to concurrent update against table my-project:stg.raced'
    expect(outcomes.filter((outcome) => outcome.includes(undone)).length).toBe(3 - done)
    expect(await query('SELECT SUM(n) AS n FROM stg.raced')).toEqual([{ n: done }])
    expect(await race(0)).toBe('done')
  })

  it('of transactions that only insert into one table do not conflict', async () => {
    await query('CREATE TABLE stg.appended (a INT64)')
    const insert = (a: number) =>
      query('BEGIN TRANSACTION; INSERT INTO stg.appended (a) VALUES (@a); COMMIT TRANSACTION', { a })
    await Promise.all([insert(1), insert(2), insert(3)])
    expect(await query('SELECT COUNT(*) AS n FROM stg.appended')).toEqual([{ n: 3 }])
  })
})

describe('GoogleSQL', () => {
  it.each([
    ["CONCAT('a', CAST(NULL AS STRING))", null],
    ['SAFE_CAST("x" AS INT64)', null],
    ['SAFE_DIVIDE(1, 0)', null],
    ['1 / 2', 0.5],
    ['GREATEST(1, CAST(NULL AS INT64))', null],
    ["FORMAT_DATE('%Y%m', DATE '2026-03-01')", '202603'],
    ["CAST(DATE_ADD(DATE '2026-02-28', INTERVAL 1 DAY) AS STRING)", '2026-03-01'],
    ["DATE_DIFF(DATE '2026-03-01', DATE '2026-02-27', DAY)", 2],
    ["UNIX_MICROS(TIMESTAMP '1969-12-31 23:59:59.999999+00')", -1],
    ['JSON_VALUE(\'{"a": {"b": 1}}\', \'$.a.b\')', '1'],
    ['JSON_VALUE(\'{"a": {"b": 1}}\', \'$.a\')', null],
    ['ARRAY_LENGTH(JSON_QUERY_ARRAY(\'[1, "x"]\'))', 2],
    ["TO_HEX(MD5('a'))", '0cc175b9c0f1b6a831c399e269772661'],
    ['IF(1 < 2, "yes", "no")', 'yes'],
    ['r"\\d"', '\\d'],
    ["'''it's'''", "it's"],
    ['EXTRACT(YEAR FROM DATE "2026-03-01")', 2026],
    ['0x1F', 31],
  ])('%s is %j', async (expression, expected) => {
    expect(await valueOf(expression)).toBe(expected)
  })

  it.runIf(isEmulated).each([
    ['IEEE_DIVIDE(1, -0.0)', Number.NEGATIVE_INFINITY],
    ['TRUNC(-1.5)', -1],
    ['TO_JSON_STRING(CAST(NULL AS STRING))', 'null'],
    ["TO_JSON_STRING(STRUCT(1 AS a, 'x' AS b))", '{"a":1,"b":"x"}'],
    ["CAST('0x1F' AS INT64)", 31],
    ['1 IS DISTINCT FROM NULL', true],
  ])('knows %s as %j', async (expression, expected) => {
    expect(await valueOf(expression)).toBe(expected)
  })

  it.runIf(isEmulated)('takes whole BIGNUMERIC parameters', async () => {
    const big = bench.client.query({
      query: 'SELECT CAST(@big + 1 AS STRING) AS x',
      params: { big: '100000000000000000000' },
      types: { big: 'BIGNUMERIC' },
    })
    expect((await big)[0]).toEqual([{ x: '100000000000000000001' }])
  })

  it('sorts null before all values', async () => {
    const sql = 'SELECT x FROM UNNEST([1, NULL, 2]) AS x ORDER BY x'
    expect((await query(sql)).map(({ x }) => x)).toEqual([null, 1, 2])
    expect((await query(`${sql} DESC`)).map(({ x }) => x)).toEqual([2, 1, null])
  })

  it('numbers columns without a name', async () => {
    expect(await query('SELECT COUNT(*), 1 AS a, SUM(x) FROM UNNEST([1, 2]) AS x')).toEqual([{ f0_: 2, a: 1, f1_: 3 }])
  })

  it('leaves out columns by EXCEPT', async () => {
    expect(await query('SELECT * EXCEPT (b) FROM (SELECT 1 AS a, 2 AS b)')).toEqual([{ a: 1 }])
    expect(await query('SELECT 1 AS a EXCEPT DISTINCT SELECT 1')).toEqual([])
  })

  it
    .runIf(isEmulated)
    .each([
      'SELECT FARM_FINGERPRINT("a")',
      'SELECT LOG(10)',
      'SELECT DATE_TRUNC(DATE "2026-03-01", WEEK)',
      'SELECT * FROM stg.INFORMATION_SCHEMA.TABLES',
      'SELECT CAST(1 AS BIGNUMERIC)',
      'SELECT @@project_id',
      'DECLARE x INT64',
      'BEGIN SELECT 1; END',
      'CREATE TABLE stg.o (a INT64) OPTIONS (friendly_name = "x")',
      'ALTER TABLE stg.o RENAME TO p',
      'GRANT ALL ON t TO x',
      'SELECT NET.HOST("x")',
    ])('that has no translation is refused: %s', async (sql) => {
    expect(await refusalOf(query(sql))).toBe('400 invalidQuery')
  })

  it.runIf(isEmulated)('of another project is refused', async () => {
    expect(await refusalOf(query('SELECT * FROM `other-project.stg.t`'))).toBe('404 notFound')
  })

  it('is never legacy SQL', async () => {
    expect(await refusalOf(bench.client.query({ query: 'SELECT 1', useLegacySql: true }))).toBe('400 invalidQuery')
  })
})

describe.runIf(isEmulated)('faults', () => {
  it.each([
    ['quota', '403 quotaExceeded'],
    ['rate-limit', '403 rateLimitExceeded'],
    ['denied', '403 accessDenied'],
    ['unauthorized', '401 authError'],
  ] as const)('%s is %s', async (fault, refusal) => {
    bench.server.faults.next({ do: fault })
    expect(await refusalOf(bench.client.getDatasets())).toBe(refusal)
  })

  it('are survived by a client that asks again', async () => {
    bench.server.faults.next({ do: 'unavailable' })
    expect(await query('SELECT 1 AS a')).toEqual([{ a: 1 }])
  })
})

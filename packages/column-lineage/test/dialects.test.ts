import { describe, expect, it } from 'vitest'
import { type Dialect, openColumnLineage } from '../src/index.ts'
import { short } from './short.ts'

const schema = {
  t: { id: 'int', a: 'int', b: 'int', c: 'string', d: 'date' },
  u: { id: 'int', x: 'int' },
  v: { id: 'int', k: 'int', w: 'int' },
  nested: {
    id: 'int',
    list: 'array<int>',
    map: 'map<string,int>',
    items: 'array<struct<sku:string,qty:int>>',
    s: 'STRUCT(x INT, y STRUCT(z INT))',
  },
}
const lineage = await openColumnLineage(['postgres', 'redshift', 'bigquery', 'duckdb', 'spark'])

function read(dialect: Dialect, sql: string): readonly string[] {
  const found = lineage.columnLineage(sql, { dialect, schema })
  expect(found.problems).toEqual([])
  return short(found)
}

function doubts(dialect: Dialect, sql: string): readonly string[] {
  return lineage.columnLineage(sql, { dialect, schema }).problems.map(({ code }) => code)
}

describe('functions that make several columns', () => {
  it('of Spark are called as Spark calls them', () => {
    expect(read('spark', 'SELECT explode(list) FROM nested')).toEqual(['col <- nested.list:transformation'])
    expect(read('spark', 'SELECT posexplode_outer(map) FROM nested')).toEqual([
      'pos <- nested.map:transformation',
      'key <- nested.map:transformation',
      'value <- nested.map:transformation',
    ])
    expect(read('spark', 'SELECT id, inline(items) FROM nested')).toEqual([
      'id <- nested.id:identity',
      'sku <- nested.items:transformation',
      'qty <- nested.items:transformation',
    ])
    expect(read('spark', "SELECT n, v FROM t LATERAL VIEW stack(2, 'a', a, 'b', b) s AS n, v")).toEqual([
      'n <-',
      'v <- t.a:transformation t.b:transformation',
    ])
  })

  it('of Spark are doubted where the type of what they take apart is not known', () => {
    const sql = 'SELECT explode(m) FROM w'
    expect(lineage.columnLineage(sql, { dialect: 'spark', schema: { w: ['m'] } }).problems).toMatchObject([
      { code: 'SYNTAX_UNSUPPORTED' },
    ])
    expect(doubts('spark', 'SELECT explode(map) AS (k, v, w) FROM nested')).toEqual(['COLUMN_COUNT'])
  })

  it('of DuckDB take structs apart, whatever their alias', () => {
    expect(read('duckdb', 'SELECT unnest(s) AS q FROM nested')).toEqual([
      'x <- nested.s:transformation',
      'y <- nested.s:transformation',
    ])
    expect(read('duckdb', 'SELECT unnest(s, recursive := true) FROM nested')).toEqual([
      'x <- nested.s:transformation',
      'z <- nested.s:transformation',
    ])
  })
})

describe('what DuckDB spells in its own way', () => {
  it('may stand for many columns at once', () => {
    expect(read('duckdb', "SELECT COLUMNS('^(a|b)$') AS 'my_\\1' FROM t")).toEqual([
      'my_a <- t.a:identity',
      'my_b <- t.b:identity',
    ])
    expect(read('duckdb', "SELECT COLUMNS('(?i)^(A)$') AS 'my_\\1' FROM t")).toEqual(['my_a <- t.a:identity'])
    expect(doubts('duckdb', "SELECT COLUMNS('a(') AS 'my_\\1' FROM t")).toEqual(['SYNTAX_UNSUPPORTED'])
    expect(read('duckdb', "SELECT greatest(*COLUMNS('^(a|b)$')) AS most FROM t")).toEqual([
      'most <- t.a:transformation t.b:transformation',
    ])
  })

  it.each([
    ['SELECT a ** b AS x FROM t', ['x <- t.a:transformation t.b:transformation']],
    ['SELECT sum(a) FILTER (b > 0) AS x FROM t', ['x <- t.a:aggregation ~ t.b:filter']],
    ['SELECT lag(a IGNORE NULLS) OVER (ORDER BY d) AS x FROM t', ['x <- t.a:transformation ~ t.d:window']],
    ['SELECT c.upper() AS x, main.lower(c) AS y FROM t', ['x <- t.c:transformation', 'y <- t.c:transformation']],
    ["SELECT ('a').concat(c).replace('x', d) AS x FROM t", ['x <- t.c:transformation t.d:transformation']],
    [
      'SELECT sum(a) OVER (ORDER BY d ROWS 3 PRECEDING EXCLUDE TIES) AS x, FROM t',
      ['x <- t.a:aggregation ~ t.d:window'],
    ],
    [
      "SELECT * LIKE '_', * SIMILAR TO 'i(d|e)' FROM v",
      ['k <- v.k:identity', 'w <- v.w:identity', 'id <- v.id:identity'],
    ],
    ['UNPIVOT (SELECT a, b FROM t) ON a, b', ['name <-', 'value <- t.a:identity t.b:identity']],
    ["SELECT * FROM glob('*.csv')", ['file <-']],
    [
      "SET VARIABLE m = (SELECT max(x) FROM u); SELECT a FROM t WHERE b > getvariable('m')",
      ['a <- t.a:identity', 'all ~ t.b:filter u.x:filter'],
    ],
    // An alias comes before a column that is no group key, but not in an aggregate.
    [
      'SELECT id, sum(a) AS b FROM t GROUP BY id HAVING b > 1',
      ['id <- t.id:identity', 'b <- t.a:aggregation', 'all ~ t.id:group_by t.a:filter'],
    ],
    ['SELECT max(a) AS b FROM t HAVING max(b) > 1', ['b <- t.a:aggregation', 'all ~ t.b:filter']],
    ['SELECT a AS x, FROM t, WHERE b > 0', ['x <- t.a:identity', 'all ~ t.b:filter']],
    ['SELECT struct_pack(k := id, v := a) AS x FROM t', ['x <- t.id:transformation t.a:transformation']],
    ['SELECT list_transform([a], lambda e, i: e + i + b) AS x FROM t', ['x <- t.a:transformation t.b:transformation']],
  ])('is read: %s', (sql, expected) => {
    expect(read('duckdb', sql)).toEqual(expected)
  })

  it('calls a file by its name', () => {
    const sql = "SELECT prices.px FROM 'raw/prices.parquet' WHERE prices.day > 1"
    const { outputs, problems } = lineage.columnLineage(sql, {
      dialect: 'duckdb',
      schema: { 'raw/prices.parquet': ['px', 'day'] },
    })
    expect(problems).toEqual([])
    expect(outputs[0]?.dataset).toEqual([{ table: 'raw/prices.parquet', column: 'day', transformation: 'FILTER' }])
  })
})

it.each([
  ['duckdb', 'SELECT rowid AS place, id FROM t'],
  ['postgres', 'SELECT t.ctid AS place, id FROM t'],
  ['bigquery', 'SELECT _PARTITIONTIME AS place, id FROM t'],
  ['spark', 'SELECT _metadata.file_path AS place, id FROM t'],
] as const)(
  'columns that tables do not list tell where a row stands, and nothing that is in it (%s)',
  (dialect, sql) => {
    expect(read(dialect, sql)).toEqual(['place <-', 'id <- t.id:identity'])
  },
)

describe('BigQuery', () => {
  it('pipes may say DISTINCT, WINDOW, EXCEPT, UNPIVOT and what to sort by', () => {
    expect(read('bigquery', 'FROM t |> WINDOW SUM(a) OVER (PARTITION BY b) AS s |> SELECT DISTINCT id, s')).toEqual([
      'id <- t.id:identity',
      's <- t.a:aggregation ~ t.b:window',
      'all ~ t.id:group_by t.a:group_by t.b:group_by',
    ])
    expect(read('bigquery', 'FROM t |> SELECT id, a |> EXCEPT DISTINCT (SELECT id, x FROM u) |> DISTINCT')).toEqual([
      'id <- t.id:identity',
      'a <- t.a:identity',
      'all ~ u.id:filter u.x:filter t.id:group_by t.a:group_by',
    ])
    expect(
      read('bigquery', 'FROM t |> AGGREGATE SUM(a) AS s GROUP AND ORDER BY b DESC, EXTRACT(YEAR FROM d) AS y'),
    ).toEqual([
      'b <- t.b:identity',
      'y <- t.d:transformation',
      's <- t.a:aggregation',
      'all ~ t.b:group_by t.b:sort t.d:group_by t.d:sort',
    ])
    expect(read('bigquery', 'FROM t |> SELECT id, a, b |> UNPIVOT (v FOR k IN (a, b))')).toEqual([
      'id <- t.id:identity',
      'v <- t.a:identity t.b:identity',
      'k <-',
    ])
  })

  it('structs that a query makes have the fields that it gives them', () => {
    const made = 'SELECT ARRAY_AGG(STRUCT(a AS p, b AS r)) AS list, STRUCT(id, c) AS one FROM t'
    expect(read('bigquery', `SELECT e.*, q.one.* FROM (${made}) AS q, UNNEST(list) AS e`)).toEqual([
      'p <- t.a:aggregation t.b:aggregation',
      'r <- t.a:aggregation t.b:aggregation',
      'id <- t.id:transformation t.c:transformation',
      'c <- t.id:transformation t.c:transformation',
    ])
    expect(read('bigquery', 'SELECT * FROM UNNEST(ARRAY<STRUCT<p INT64, q STRING>>[(1, "x"), (2, "y")])')).toEqual([
      'p <-',
      'q <-',
    ])
    expect(read('duckdb', "SELECT s.* FROM (SELECT {'p': a, 'q': {'r': b}} AS s FROM t)")).toEqual([
      'p <- t.a:transformation t.b:transformation',
      'q <- t.a:transformation t.b:transformation',
    ])
  })

  it('pivots numbers into names that start with a line, and forgets no doubt behind a pipe', () => {
    expect(read('bigquery', 'SELECT * FROM (SELECT a, b FROM t) PIVOT (SUM(a) FOR b IN (1, 2.5))')).toEqual([
      '_1 <- t.a:aggregation ~ t.b:conditional',
      '_2_point_5 <- t.a:aggregation ~ t.b:conditional',
    ])
    expect(doubts('bigquery', 'FROM t |> CALL f() |> SELECT id')).toEqual(['SYNTAX_UNSUPPORTED'])
  })

  it('values that are structs are rows of their fields', () => {
    expect(read('bigquery', 'SELECT q.x FROM (SELECT AS VALUE STRUCT(a AS x, b) FROM t) AS q')).toEqual([
      'x <- t.a:identity',
    ])
  })

  it('scripts have words of control around their statements', () => {
    const sql = `BEGIN
        IF EXISTS (SELECT 1 FROM u WHERE x > 0) THEN
          INSERT INTO t (id) SELECT CASE WHEN id > 1 THEN id END FROM u;
        ELSEIF CASE WHEN TRUE THEN TRUE END THEN
          SELECT 1;
        END IF;
        WHILE FALSE DO BREAK; END WHILE;
      EXCEPTION WHEN ERROR THEN ROLLBACK TRANSACTION;
      END;`
    const found = lineage.columnLineage(sql, { dialect: 'bigquery', schema })
    expect(found.problems).toEqual([])
    expect(found.outputs.map(({ kind, target }) => `${kind} ${target}`)).toEqual(['insert t', 'query null'])
    expect(found.reads.map(({ table, column }) => `${table}.${column}`)).toEqual(['u.x', 'u.id'])
  })

  it('functions may be SAFE, and materialized views say how they are stored', () => {
    const sql =
      'CREATE MATERIALIZED VIEW v PARTITION BY d CLUSTER BY id OPTIONS (x = 1) AS SELECT d, SAFE.SUBSTR(c, id) AS s FROM t'
    expect(read('bigquery', sql)).toEqual(['d <- t.d:identity', 's <- t.c:transformation t.id:transformation'])
  })
})

describe('Spark', () => {
  it.each([
    ['SELECT exists(list, x -> x > id) AS e FROM nested', ['e <- nested.list:transformation nested.id:transformation']],
    ['INSERT OVERWRITE u PARTITION (x = 1) IF NOT EXISTS SELECT a FROM t', ['id <- t.a:identity']],
    ['INSERT INTO u REPLACE WHERE x = 1 SELECT a, b FROM t', ['id <- t.a:identity', 'x <- t.b:identity']],
    ["SELECT q.a FROM t TIMESTAMP AS OF '2024-01-01' AS q", ['a <- t.a:identity']],
    ['SELECT a FROM t FOR VERSION AS OF 3 WHERE b > 1', ['a <- t.a:identity', 'all ~ t.b:filter']],
    [
      "SELECT TRANSFORM (a, b) USING 'cat' AS (p INT, q) FROM t",
      ['p <- t.a:transformation t.b:transformation', 'q <- t.a:transformation t.b:transformation'],
    ],
    [
      'MERGE WITH SCHEMA EVOLUTION INTO u USING v ON u.id = v.id WHEN MATCHED THEN UPDATE SET u.x = v.k WHEN NOT MATCHED THEN INSERT *',
      [
        'x <- v.k:identity',
        'id <- v.id:identity',
        'k <- v.k:identity',
        'w <- v.w:identity',
        'all ~ u.id:join v.id:join',
      ],
    ],
    ['FROM t |> WHERE b > 1 |> SELECT a', ['a <- t.a:identity', 'all ~ t.b:filter']],
  ])('is read: %s', (sql, expected) => {
    expect(read('spark', sql)).toEqual(expected)
  })
})

describe('Redshift', () => {
  it.each([
    [
      'CREATE TEMP TABLE x AS SELECT id, a FROM t; DELETE x WHERE a > 1; SELECT id FROM x',
      ['id <- t.id:identity', 'all ~ t.a:filter'],
    ],
    ['CREATE TABLE n (k, v) DISTKEY(k) AS (SELECT id, a FROM t)', ['k <- t.id:identity', 'v <- t.a:identity']],
    [
      "UNLOAD ('SELECT a FROM t WHERE c = ''x''') TO 's3://b' IAM_ROLE DEFAULT",
      ['a <- t.a:identity', 'all ~ t.c:filter'],
    ],
    [
      'SELECT id, v FROM nested n, UNPIVOT n.map AS v AT k',
      ['id <- nested.id:identity', 'v <- nested.map:transformation'],
    ],
  ])('is read: %s', (sql, expected) => {
    expect(read('redshift', sql)).toEqual(expected)
  })
})

it('PostgreSQL adds columns to a CTE that searches or finds cycles', () => {
  const sql = `WITH RECURSIVE g(k) AS (SELECT id FROM t UNION SELECT t.a FROM t JOIN g ON t.id = g.k)
    SEARCH DEPTH FIRST BY k SET place CYCLE k SET again USING path SELECT * FROM g`
  expect(read('postgres', sql)).toEqual([
    'k <- t.id:identity t.a:identity',
    'place <- t.id:transformation t.a:transformation',
    'again <- ~ t.id:conditional t.a:conditional',
    'path <- t.id:transformation t.a:transformation',
    'all ~ t.id:join t.a:join',
  ])
})

it('PostgreSQL sets functions side by side, each with columns of its own', () => {
  const sql = `SELECT l.*, r.* FROM t, unnest(ARRAY[a], ARRAY[b]) AS l(x, y),
    ROWS FROM (generate_series(1, a), jsonb_each(c)) AS r(n, k, v)`
  expect(read('postgres', sql)).toEqual([
    'x <- t.a:transformation',
    'y <- t.b:transformation',
    'n <- t.a:transformation',
    'k <- t.c:transformation',
    'v <- t.c:transformation',
  ])
})

it('PostgreSQL copies the rows of a query', () => {
  expect(read('postgres', 'COPY (SELECT a FROM t WHERE b > 1) TO STDOUT')).toEqual([
    'a <- t.a:identity',
    'all ~ t.b:filter',
  ])
})

it('PostgreSQL has a name for every column without an alias', () => {
  const sql = `SELECT CASE WHEN a > 1 THEN b ELSE a END, CASE a WHEN 1 THEN 2 END, a::text, (a + 1)::numeric, current_date, ARRAY[a],
    (SELECT max(x) FROM u), EXISTS (SELECT 1), greatest(a, b), nullif(a, b), a + 1 FROM t`
  const { outputs } = lineage.columnLineage(sql, { dialect: 'postgres', schema })
  expect(outputs[0]?.columns.map(({ name }) => name)).toEqual([
    'a',
    'case',
    'a',
    'numeric',
    'current_date',
    'array',
    'max',
    'exists',
    'greatest',
    'nullif',
    '?column?',
  ])
})

it.each(['postgres', 'redshift', 'duckdb'] as const)(
  'ALTER TABLE changes what the statements after it find (%s)',
  (dialect) => {
    const sql = `CREATE TEMP TABLE x AS SELECT id, a, b FROM t;
    ALTER TABLE x RENAME COLUMN a TO k;
    ALTER TABLE x DROP COLUMN b;
    ALTER TABLE x ADD COLUMN n int;
    UPDATE x SET n = u.x FROM u WHERE u.id = x.id;
    SELECT * FROM x`
    expect(read(dialect, sql)).toEqual([
      'id <- t.id:identity',
      'k <- t.a:identity',
      'n <- u.x:identity',
      'all ~ u.id:filter t.id:filter',
    ])
  },
)

it.each(['postgres', 'redshift'] as const)('the search path says where tables are (%s)', (dialect) => {
  const { inputs } = lineage.columnLineage(
    'SET search_path TO sales, public; SELECT id FROM orders; SELECT id FROM t',
    {
      dialect,
      schema: { 'public.orders': ['id'], 'sales.orders': ['id'], 'public.t': ['id'] },
    },
  )
  expect(inputs).toEqual(['sales.orders', 'public.t'])
})

it.each(['duckdb', 'spark'] as const)('USE says where tables are (%s)', (dialect) => {
  const found = lineage.columnLineage('USE sales; SELECT id FROM orders; SELECT id FROM t', {
    dialect,
    schema: { 'main.orders': ['id'], 'default.orders': ['id'], 'sales.orders': ['id'], 'main.t': ['id'] },
  })
  expect(found.inputs).toEqual(['sales.orders', 't'])
  expect(found.problems.map(({ code }) => code)).toEqual(['TABLE_UNKNOWN'])
})

it.each(['redshift', 'bigquery', 'duckdb', 'spark'] as const)(
  'a statement of %s that breaks off is a doubt',
  (dialect) => {
    expect(doubts(dialect, 'CREATE TABLE IF NOT EXISTS copy STORED')).toEqual(['PARSE_FAILED'])
  },
)

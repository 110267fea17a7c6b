import { describe, expect, it } from 'vitest'
import { type Dialect, openColumnLineage } from '../src/index.ts'
import { short } from './short.ts'

const schema = {
  t: { id: 'int', a: 'int', b: 'int', c: 'string', d: 'date' },
  u: { id: 'int', x: 'int' },
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
    const sql = 'SELECT explode(m) FROM v'
    expect(lineage.columnLineage(sql, { dialect: 'spark', schema: { v: ['m'] } }).problems).toMatchObject([
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

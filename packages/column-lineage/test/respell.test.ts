import { describe, expect, it } from 'vitest'
import { type Dialect, openColumnLineage } from '../src/index.ts'
import { short } from './short.ts'

const schema = {
  sales: ['id', 'shop', 'day', 'amount', 'items'],
  shops: ['shop', 'city', 'opened'],
}
const lineage = await openColumnLineage(['redshift', 'bigquery', 'duckdb', 'spark'])

function read(dialect: Dialect, sql: string): readonly string[] {
  const found = lineage.columnLineage(sql, { dialect, schema })
  expect(found.problems).toEqual([])
  return short(found)
}

describe('what sqlparser-rs does not read of Spark', () => {
  it('is read in tables with a storage format', () => {
    const sql = 'CREATE TABLE IF NOT EXISTS copy STORED AS ORC AS SELECT shop, city FROM shops'
    expect(read('spark', sql)).toEqual(['shop <- shops.shop:identity', 'city <- shops.city:identity'])
  })

  it('is read in tables and lists without AS or with a WITH clause in brackets', () => {
    const made = ['shop <- shops.shop:identity']
    expect(read('spark', 'CREATE TABLE copy USING parquet SELECT shop FROM shops AS s')).toEqual(made)
    expect(read('spark', 'CREATE TABLE copy WITH w AS (SELECT shop FROM shops) SELECT * FROM w')).toEqual(made)
    expect(read('spark', 'CREATE VIEW copy WITH SCHEMA BINDING AS SELECT shop FROM shops')).toEqual(made)
    const all = ['shop <- sales.shop:identity', 'city <- sales.day:identity', 'opened <- sales.id:identity']
    expect(read('spark', 'INSERT INTO shops (WITH w AS (SELECT * FROM sales) SELECT shop, day, id FROM w)')).toEqual(
      all,
    )
  })

  it('is read in CROSS JOIN with a condition', () => {
    const sql = 'SELECT id FROM shops q CROSS JOIN sales s ON s.shop = q.shop CROSS JOIN shops WHERE amount > 1'
    expect(read('spark', sql)).toEqual([
      'id <- sales.id:identity',
      'all ~ sales.shop:join shops.shop:join sales.amount:filter',
    ])
  })

  it('is read in windows with DISTRIBUTE BY and SORT BY', () => {
    const sql = 'SELECT rank() OVER (DISTRIBUTE BY shop SORT BY amount DESC) AS place FROM sales'
    expect(read('spark', sql)).toEqual(['place <- ~ sales.shop:window sales.amount:window'])
  })

  it('is read where struct() takes the whole row', () => {
    expect(read('spark', 'SELECT to_json(struct(*)) AS row FROM shops')).toEqual([
      'row <- shops.shop:transformation shops.city:transformation shops.opened:transformation',
    ])
  })
})

describe('what sqlparser-rs does not read of Redshift', () => {
  it('is read in a MERGE that replaces whole rows', () => {
    const fresh = "(SELECT shop, upper(city) AS city, '2020-01-01' AS opened FROM shops)"
    expect(read('redshift', `MERGE INTO shops USING ${fresh} f ON shops.shop = f.shop REMOVE DUPLICATES`)).toEqual([
      'shop <- shops.shop:identity',
      'city <- shops.city:transformation',
      'opened <-',
      'all ~ shops.shop:join',
    ])
  })
})

describe('what sqlparser-rs does not read of BigQuery', () => {
  it('is read in arrays with a type, whose fields are called as the type says', () => {
    const sql = `SELECT e.k, e.n, ARRAY<INT64>[s.amount] AS one FROM sales s,
      UNNEST(ARRAY<STRUCT<k STRING, n NUMERIC(9, 2)>>[(s.shop, 1), STRUCT('x', s.amount)]) AS e`
    expect(read('bigquery', sql)).toEqual([
      'k <- sales.shop:transformation sales.amount:transformation',
      'n <- sales.shop:transformation sales.amount:transformation',
      'one <- sales.amount:transformation',
    ])
  })

  it('is read in a union by name that keeps all columns', () => {
    const sql = 'SELECT shop, day FROM sales FULL OUTER UNION ALL BY NAME SELECT city, shop FROM shops'
    expect(read('bigquery', sql)).toEqual([
      'shop <- sales.shop:identity shops.shop:identity',
      'day <- sales.day:identity',
      'city <- shops.city:identity',
    ])
  })
})

describe('what sqlparser-rs does not read of DuckDB', () => {
  it('is read in PIVOT with several keys, or with groups', () => {
    const sql = "SELECT * FROM sales PIVOT (sum(amount) FOR shop IN ('a', 'b') day IN (1) GROUP BY id)"
    const from = 'sales.amount:aggregation ~ sales.shop:conditional sales.day:conditional'
    expect(read('duckdb', sql)).toEqual([
      'id <- sales.id:identity',
      `a_1 <- ${from}`,
      `b_1 <- ${from}`,
      'all ~ sales.id:group_by',
    ])
  })

  it('is read in UNPIVOT without names', () => {
    expect(read('duckdb', 'UNPIVOT shops ON city, opened ORDER BY shop')).toEqual([
      'shop <- shops.shop:identity',
      'name <-',
      'value <- shops.city:identity shops.opened:identity',
      'all ~ shops.shop:sort',
    ])
  })

  it('is read where a star both replaces and renames', () => {
    expect(read('duckdb', 'SELECT * REPLACE (opened + 1 AS opened) RENAME (city AS town) FROM shops')).toEqual([
      'shop <- shops.shop:identity',
      'town <- shops.city:identity',
      'opened <- shops.opened:transformation',
    ])
  })
})

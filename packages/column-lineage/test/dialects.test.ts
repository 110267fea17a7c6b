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

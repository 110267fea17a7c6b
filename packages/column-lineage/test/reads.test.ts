import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { openColumnLineage } from '../src/index.ts'

const lineage = await openColumnLineage(['duckdb'])
const schema = { x: ['id', 'a', 'b', 'tags'], y: ['id', 'c', 'd'] }

const queries: readonly (readonly [sql: string, reads: readonly string[]])[] = [
  ['SELECT a FROM x', ['x.a']],
  ['SELECT count(*) AS n FROM x', []],
  ['SELECT 1 AS one FROM x, y', []],
  ['SELECT a FROM x ORDER BY b LIMIT 1', ['x.a', 'x.b']],
  ['WITH r AS (SELECT * FROM x) SELECT a FROM r', ['x.a']],
  ['SELECT a FROM (SELECT DISTINCT a, b FROM x)', ['x.a', 'x.b']],
  ['SELECT id FROM (SELECT DISTINCT * FROM x)', ['x.a', 'x.b', 'x.id', 'x.tags']],
  ['SELECT a FROM (SELECT a, b FROM x UNION SELECT c, d FROM y)', ['x.a', 'x.b', 'y.c', 'y.d']],
  ['SELECT a FROM (SELECT a, b FROM x EXCEPT SELECT c, d FROM y)', ['x.a', 'x.b', 'y.c', 'y.d']],
  ['SELECT a FROM (SELECT a, b FROM x INTERSECT SELECT c, d FROM y)', ['x.a', 'x.b', 'y.c', 'y.d']],
  ['SELECT a FROM (SELECT a, unnest(tags) AS t FROM x)', ['x.a', 'x.tags']],
  ['SELECT a FROM x, unnest(x.tags)', ['x.a', 'x.tags']],
  ['SELECT a FROM x, generate_series(1, b)', ['x.a', 'x.b']],
  ['SELECT p FROM (WITH t(o, p, q, r) AS (SELECT * FROM x) SELECT p, unnest(r) FROM t)', ['x.a', 'x.tags']],
  ['SELECT sum(a) OVER (ORDER BY id ROWS BETWEEN b PRECEDING AND CURRENT ROW) AS s FROM x', ['x.a', 'x.b', 'x.id']],
  ['SELECT ntile(b + 1) OVER (ORDER BY id) AS n FROM x', ['x.b', 'x.id']],
  ['SELECT a FROM x WHERE EXISTS (SELECT 1 FROM y WHERE d > 1)', ['x.a', 'y.d']],
  ['SELECT a FROM x NATURAL JOIN y', ['x.a', 'x.id', 'y.id']],
  ['SELECT max(x) AS m FROM x', ['x.a', 'x.b', 'x.id', 'x.tags']],
  [
    'WITH RECURSIVE r AS (SELECT a, b FROM x UNION SELECT r.a + 1, x.b FROM r JOIN x ON x.id = r.b WHERE r.a < 3) SELECT a FROM r',
    ['x.a', 'x.b', 'x.id'],
  ],
]

describe('what a script reads', () => {
  it.each(queries)('is told, also where it only decides how many rows there are: %s', async (sql, reads) => {
    const told = lineage.columnLineage(sql, { dialect: 'duckdb', schema })
    expect(told.problems).toEqual([])
    expect(told.reads.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(reads)
    const db = await (await DuckDBInstance.create(':memory:')).connect()
    const rows = async (changed?: string): Promise<string> => {
      await db.run(`CREATE OR REPLACE TABLE x AS SELECT i AS id, ${cell('a', changed)} AS a, ${cell('b', changed)} AS b,
        list_value('p', 'q')[:${cell('tags', changed)}] AS tags FROM range(4) r(i)`)
      if (changed === 'x.id') await db.run('UPDATE x SET id = id + 1')
      await db.run(`CREATE OR REPLACE TABLE y AS SELECT ${changed === 'y.id' ? 'i + 1' : 'i'} AS id,
        ${cell('c', changed)} AS c, ${cell('d', changed)} AS d FROM range(4) r(i)`)
      return JSON.stringify(
        (await db.runAndReadAll(sql))
          .getRowsJson()
          .map((row) => JSON.stringify(row))
          .sort(),
      )
    }
    const before = await rows()
    for (const column of Object.entries(schema).flatMap(([table, names]) => names.map((name) => `${table}.${name}`)))
      if (!reads.includes(column)) expect(await rows(column), column).toBe(before)
  })

  it('is also what it names in clauses that parsers leave out', () => {
    const { reads } = lineage.columnLineage("SELECT a AS b FROM x WHERE a LIKE 'q' ESCAPE tags", {
      dialect: 'duckdb',
      schema,
    })
    expect(reads.map(({ column }) => column).sort()).toEqual(['a', 'b', 'tags'])
  })
})

/** Small numbers, other ones where the column is changed. */
function cell(column: string, changed: string | undefined): string {
  return changed?.endsWith(`.${column}`) ? '(i * 5 + 2) % 3' : 'i % 2'
}

import { expect, it } from 'vitest'
import { openColumnLineage } from '../src/index.ts'
import { fastest } from './fastest.ts'

const schema = { t: ['a', 'b'] }
const lineage = await openColumnLineage(['postgres', 'duckdb', 'bigquery', 'spark', 'redshift'])

it.each(['duckdb', 'bigquery', 'spark', 'redshift'] as const)(
  'a chain of operators that overflows the parser breaks no later parse in %s',
  (dialect) => {
    for (const count of [700, 3000, 20_000]) {
      const chain = Array.from({ length: count }, () => 'a = 1').join(' AND ')
      const long = lineage.columnLineage(`SELECT b FROM t WHERE ${chain}`, { dialect, schema })
      expect(long.problems.map(({ code }) => code)).toEqual(long.outputs[0]?.unknown ? ['TOO_COMPLEX'] : [])
      expect(long.inputs).toEqual(['t'])
      const next = lineage.columnLineage('SELECT b FROM t WHERE a = 1', { dialect, schema })
      expect(next.problems).toEqual([])
      expect(next.outputs[0]?.columns[0]?.direct).toEqual([{ table: 't', column: 'b', transformation: 'IDENTITY' }])
    }
  },
)

it.each(['postgres', 'duckdb', 'bigquery', 'spark', 'redshift'] as const)(
  'nesting takes less than a second in %s',
  (dialect) => {
    const wrapped = (open: string, inner: string, close: string, depth: number) =>
      open.repeat(depth) + inner + close.repeat(depth)
    for (const depth of [10, 20, 60, 400]) {
      for (const expression of [
        wrapped('upper(', 'b', ')', depth),
        wrapped('(', 'b', ')', depth),
        wrapped('coalesce(a, ', 'b', ')', depth),
        wrapped('CASE WHEN a = 1 THEN ', 'b', ' END', depth),
        wrapped('(SELECT max(', 'b', ') FROM t)', depth),
        wrapped('NOT ', 'b', '', depth),
      ]) {
        const derived = `SELECT * FROM ${wrapped('(SELECT * FROM ', 't', ') x', depth)}`
        for (const sql of [`SELECT ${expression} AS x FROM t`, derived]) {
          const took = fastest(() => lineage.columnLineage(sql, { dialect, schema }))
          expect(took, `${depth} ${sql.slice(0, 60)}`).toBeLessThan(1000)
        }
      }
    }
  },
)

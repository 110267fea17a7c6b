import { asset } from '@headwater/core'
import { sqlCheck } from '@headwater/assets'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { projectOf } from '../project-of-test.ts'
import { verdictOf } from './verdict-of.ts'

describe('sqlCheck', () => {
  const rows = [
    { symbol: 'A', low: 1, high: 2, at: new Date('2024-01-02T00:00:00Z'), volume: 2n ** 80n },
    { symbol: 'B', low: 3, high: 2, at: null, volume: 1n },
  ]

  test('fails with the rows that its statement returns', async () => {
    const check = sqlCheck(({ sql, table }) => sql`select symbol, volume from ${table} where low > high`)
    expect(await verdictOf(check, rows)).toEqual({
      passed: false,
      facts: { rows: 2, failed: 1, samples: '[{"symbol":"B","volume":"1"}]' },
    })
  })

  test('passes when there are none, and binds its values', async () => {
    const check = sqlCheck(({ sql, table }) => sql`select * from ${table} where symbol = ${"B' or true --"}`)
    expect(await verdictOf(check, rows)).toEqual({ passed: true, facts: { rows: 2 } })
  })

  test('keeps twenty rows, and says when there are more', async () => {
    const check = sqlCheck(({ sql, table }) => sql`select a.symbol from ${table} a, range(15)`)
    const { facts } = await verdictOf(check, rows)
    expect(facts).toMatchObject({ rows: 2, failed: 20, more: true })
    expect(JSON.parse(String(facts?.['samples']))).toHaveLength(20)
  })

  test('blocks when it is told to, and has not passed when DuckDB refuses it', async () => {
    const blocked = asset(
      'blocked',
      {
        schema: z.array(z.object({ n: z.int() })),
        checks: { none: sqlCheck(({ sql, table }) => sql`select * from ${table}`, { blocking: true }) },
      },
      () => [{ n: 1 }],
    )
    const broken = asset(
      'broken',
      {
        schema: z.array(z.object({ n: z.int() })),
        checks: { none: sqlCheck(({ sql, table }) => sql`select nothing from ${table}`) },
      },
      () => [{ n: 1 }],
    )
    const { failures, checks } = await projectOf([blocked, broken]).materialize('*')
    expect(failures).toMatchObject([{ asset: 'blocked', problem: { code: 'CHECK_BLOCKED' } }])
    expect(checks.failed.find(({ asset }) => asset === 'broken')?.problem?.code).toBe('DUCKDB_QUERY_FAILED')
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openColumnLineage } from '../src/index.ts'
import { type Case, checkCase } from './check-case.ts'
import { sharedFolder } from './shared-data.ts'
import { disagreements, readTpc } from './tpc.ts'

const folder = sharedFolder('column-lineage')
const dialects = ['postgres', 'redshift', 'bigquery', 'duckdb', 'spark'] as const
const lineage = await openColumnLineage(dialects)

describe.skipIf(!folder)('the conformance cases', () => {
  const cases = folder
    ? (JSON.parse(readFileSync(`${folder}/cases.json`, 'utf8')) as { cases: readonly Case[] }).cases
    : []

  it.each(cases)('$id: direct, indirect and dataset inputs are exactly those, kinds included', (one) => {
    const found = lineage.columnLineage(one.sql, { dialect: one.dialect, schema: one.schema })
    expect(checkCase(one, found)).toEqual([])
  })

  it('have no problem where the schema lists all tables', () => {
    const listed = cases.filter(({ schema }) => Object.keys(schema).length > 0)
    const doubted = listed.filter((one) =>
      lineage.columnLineage(one.sql, one).problems.some(({ code }) => code !== 'TABLE_UNKNOWN'),
    )
    expect(doubted.map(({ id }) => id)).toEqual([])
  })
})

describe.skipIf(!folder)('TPC-H and TPC-DS', () => {
  it.each(dialects)('agree with sqlglot on 99 % of the columns as %s', (dialect) => {
    let columns = 0
    const other: string[] = []
    for (const { query, answer } of folder ? readTpc(folder) : []) {
      const found = lineage.columnLineage(query.sql, { dialect, schema: query.schema })
      expect(found.problems).toEqual([])
      columns += answer.cols.length
      other.push(...disagreements(answer, found).map((name) => `${query.id} ${name}`))
    }
    expect(columns).toBeGreaterThan(600)
    expect(other.length / columns, other.join(', ')).toBeLessThan(0.01)
  })
})

import { rowSchemaOf } from '@headwater/core/extend'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { duckdb } from '../../src/duckdb/index.ts'
import type { SqlWarehouse, Write } from '../../src/sql/index.ts'
import { attemptOf, placeOf, scratchOfTest } from '../duckdb/scratch.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()

const Row = z.object({
  key: z.string().nullable(),
  at: z.date(),
  n: z.number().nullable(),
  j: z.array(z.string()).readonly().nullable(),
})
type Row = z.infer<typeof Row>

/** One materialization: what it writes, and how; by a query, or by a function. */
interface Change {
  readonly mode: 'replace' | 'append' | 'delete-insert' | 'merge' | 'function'
  readonly rows: readonly Row[]
}

const row: fc.Arbitrary<Row> = fc.record({
  key: fc.constantFrom('a', 'b', 'Ä', '', 'null', null),
  at: fc.constantFrom(new Date(0), new Date('2024-01-02T03:04:05.678Z')),
  n: fc.constantFrom(0, 1.5, Number.NaN, Infinity, null),
  j: fc.constantFrom<Row['j']>(['x'], [], null),
})
const change: fc.Arbitrary<Change> = fc
  .record({
    mode: fc.constantFrom<Change['mode']>('replace', 'append', 'delete-insert', 'merge', 'function'),
    rows: fc.array(row, { maxLength: 6 }),
  })
  // A merge takes one row per key.
  .map(({ mode, rows }) => ({ mode, rows: mode === 'merge' ? rows.filter(isFirstOfKey) : rows }))

function isFirstOfKey({ key, at }: Row, index: number, rows: readonly Row[]): boolean {
  return rows.findIndex((other) => other.key === key && other.at === at) === index
}

const writes: { readonly [M in Exclude<Change['mode'], 'function'>]: Write } = {
  replace: { mode: 'replace' },
  append: { mode: 'append' },
  'delete-insert': { mode: 'delete-insert', by: 'key' },
  merge: { mode: 'merge', on: ['key', 'at'] },
}

/** Makes the changes one after the other; answers with what a reader finds after each, and how many rows the commit says. */
async function applied(warehouse: SqlWarehouse, changes: readonly Change[], asset: string) {
  const { store } = warehouse
  const found: { rows: number | undefined; value: readonly Row[]; dataVersion: string | undefined }[] = []
  for (const [index, { mode, rows }] of changes.entries()) {
    const attempt = attemptOf(index + 1)
    const at = placeOf(asset, null, attempt, rowSchemaOf(z.array(Row)))
    const source = { kind: 'rows', rows, rowSchema: rowSchemaOf(Row) ?? null } as const
    const sql = 'select * from given'
    const staged =
      mode === 'function'
        ? await store.stage([{ value: rows, at }])
        : await warehouse.stageQueries([{ at, sql, parameters: [], sources: { given: source }, write: writes[mode] }])
    const [published] = await store.publish(staged, attempt)
    const { value, dataVersion } = await store.read(published?.location ?? {}, { asset, partition: null })
    expect(dataVersion).toBe(published?.dataVersion)
    found.push({ rows: published?.rows, value: value as readonly Row[], dataVersion })
  }
  return found
}

const sorted = (rows: readonly Row[]) =>
  rows.map((row) => JSON.stringify(row, (_, value) => (Number.isNaN(value) ? 'NaN' : value))).toSorted()

it('changes leave the rows in BigQuery that they leave in DuckDB, and equal values have equal data versions', async () => {
  const { warehouse: own } = await Bench.of(file)
  const other = duckdb({ path: scratchOfTest().path })
  let table = 0
  const agree = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
    const asset = `agree/t${table++}`
    const [ours, theirs] = [await applied(own, changes, asset), await applied(other, changes, asset)]
    expect(ours.map(({ rows, value }) => [rows, sorted(value)])).toEqual(
      theirs.map(({ rows, value }) => [rows, sorted(value)]),
    )
    for (const one of ours)
      for (const another of ours) if (one.dataVersion === another.dataVersion) expect(one.value).toEqual(another.value)
  })
  await fc.assert(agree, { numRuns: 12, endOnFailure: true })
}, 120_000)

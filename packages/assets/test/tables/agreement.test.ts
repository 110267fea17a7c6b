import { rowSchemaOf } from '@headwater/core/extend'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Write } from '../../src/sql/index.ts'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'
import { type EngineOfTest, engines } from './engines.ts'

const Row = z.object({ key: z.string().nullable(), at: z.date(), n: z.number().nullable() })
type Row = z.infer<typeof Row>

/** One materialization: what it writes, and how. */
interface Change {
  readonly mode: 'replace' | 'append' | 'delete-insert' | 'merge'
  readonly rows: readonly Row[]
}

const row = fc.record({
  key: fc.constantFrom('a', 'b', 'Ä', '', null),
  at: fc.constantFrom(new Date(0), new Date('2024-01-02T03:04:05.678Z')),
  // Not -0: DuckDB compresses it as 0, or 0 as -0, when it writes a checkpoint.
  n: fc.constantFrom(0, 1.5, Number.NaN, Infinity, null),
})
const change: fc.Arbitrary<Change> = fc
  .record({
    mode: fc.constantFrom('replace', 'append', 'delete-insert', 'merge'),
    rows: fc.array(row, { maxLength: 6 }),
  })
  // A merge takes one row per key.
  .map(({ mode, rows }) => ({ mode, rows: mode === 'merge' ? rows.filter(isFirstOfKey) : rows }))

function isFirstOfKey({ key, at }: Row, index: number, rows: readonly Row[]): boolean {
  return rows.findIndex((other) => other.key === key && other.at === at) === index
}

const writes: { readonly [M in Change['mode']]: Write } = {
  replace: { mode: 'replace' },
  append: { mode: 'append' },
  'delete-insert': { mode: 'delete-insert', by: 'key' },
  merge: { mode: 'merge', on: ['key', 'at'] },
}

/** Makes the changes one after the other; answers with what a reader finds after each, and how many rows the commit says. */
async function applied({ warehouse }: EngineOfTest, changes: readonly Change[], asset: string) {
  const found: unknown[] = []
  for (const [index, { mode, rows }] of changes.entries()) {
    const attempt = attemptOf(index + 1)
    const at = placeOf(asset, null, attempt, rowSchemaOf(Row))
    const source = { kind: 'rows', rows, rowSchema: rowSchemaOf(Row) ?? null } as const
    const query = { at, sql: 'select * from given', parameters: [], sources: { given: source }, write: writes[mode] }
    const [published] = await warehouse.store.publish(await warehouse.stageQueries([query]), attempt)
    const { value } = await warehouse.store.read(published?.location ?? {}, { asset, partition: null })
    found.push([published?.rows, value])
  }
  return found
}

it('the same changes leave the same rows in the same order in every database', async () => {
  const opened = await Promise.all(engines.map((engine) => engine.open()))
  let table = 0
  const agree = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
    const asset = `agree/t${table++}`
    const [first, ...others] = await Promise.all(opened.map((engine) => applied(engine, changes, asset)))
    for (const other of others) expect(other).toEqual(first)
  })
  await fc.assert(agree, { numRuns: 15, endOnFailure: true })
})

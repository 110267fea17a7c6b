import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { duckDbDialect } from '../../src/duckdb/duckdb-dialect.ts'
import { DuckDbFile } from '../../src/duckdb/index.ts'
import { inlineParameters } from '../../src/tables/inline-parameters.ts'
import { scratchOfTest } from './scratch.ts'

it('means the same to DuckDB as bound parameters', async () => {
  const file = DuckDbFile.at(scratchOfTest().path)
  const scalar = fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    fc.double(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
    fc.bigInt({ min: 2n ** 64n, max: 2n ** 127n - 1n }),
  )
  const same = fc.asyncProperty(fc.array(scalar, { minLength: 1, maxLength: 11 }), async (parameters) => {
    const sql = `select ${parameters.map((_, index) => `$${index + 1} as c${index}`).join(', ')}`
    await file.use(async (session) => {
      expect(await session.rows(inlineParameters(duckDbDialect, sql, parameters))).toEqual(
        await session.rows(sql, parameters),
      )
    })
  })
  await fc.assert(same, { numRuns: 60 })
})

it.each([
  [`select '$1', 'it''s $1', "$1", E'\\'$1', $1`, `select '$1', 'it''s $1', "$1", E'\\'$1', (7::bigint)`],
  ['select $1 -- $1\n, $1', 'select (7::bigint) -- $1\n, (7::bigint)'],
  ['select /* $1 */ $1, $$ $1 $$, $tag$ $1 $tag$', 'select /* $1 */ (7::bigint), $$ $1 $$, $tag$ $1 $tag$'],
  ['select 1-$1', 'select 1-(7::bigint)'],
])('leaves what only looks like a placeholder alone: %s', (sql, expected) => {
  expect(inlineParameters(duckDbDialect, sql, [7])).toBe(expected)
})

import * as fc from 'fast-check'
import { type Kysely, sql as raw } from 'kysely'
import { describe, expect, it } from 'vitest'
import { compileOnlyGoogleSql } from '../../src/bigquery/compiler.ts'
import { literal, replaceParameters, spelling } from '../../src/bigquery/google-sql.ts'
import { renderSql, sql, tableRef } from '../../src/sql/index.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()

describe('queries in GoogleSQL', () => {
  it('are what Kysely builds, with backticks and named parameters', async () => {
    const db = (await compileOnlyGoogleSql()) as never as Kysely<{ a: { x: number; 'o`dd\\': string } }>
    const query = db
      .selectFrom('a as t')
      .select(['t.x', 't.o`dd\\ as y'])
      .where('t.x', '>', 1)
      .where('t.o`dd\\', '=', "it's")
      .select((eb) => eb.val(raw.lit("a 'b' \\ c") as never).as('l'))
    const { sql: text, parameters } = query.compile()
    expect(text).toBe(
      'select `t`.`x`, `t`.`o\\`dd\\\\` as `y`, "a \'b\' \\\\ c" as `l` from `a` as `t` where `t`.`x` > @p1 and `t`.`o\\`dd\\\\` = @p2',
    )
    expect(parameters).toEqual([1, "it's"])
    await expect(query.execute()).rejects.toMatchObject({ code: 'QUERY_NOT_RUNNABLE' })
  })

  it('are what the tag writes', () => {
    const prices = tableRef('pri`ces') as ReturnType<typeof tableRef> & { readonly close: never }
    const statement = sql`select ${prices.close} from ${prices} where ${prices.close} > ${1} and x = ${'`'}`
    expect(renderSql(statement, spelling)).toEqual({
      text: 'select `pri\\`ces`.`close` from `pri\\`ces` where `pri\\`ces`.`close` > @p1 and x = @p2',
      parameters: [1, '`'],
    })
  })

  it.each([
    ['SELECT @p1, \'@p1\', "@p1", `@p1`, @p10, @p1x', 'SELECT <1>, \'@p1\', "@p1", `@p1`, <10>, @p1x'],
    [
      "SELECT '''it's @p1''', r'\\'@p1', @p2 -- @p1\n# @p1\n/* @p1\n*/ @p3",
      "SELECT '''it's @p1''', r'\\'@p1', <2> -- @p1\n# @p1\n/* @p1\n*/ <3>",
    ],
    ['SELECT "\\"@p1", """a"b@p1""", @p2', 'SELECT "\\"@p1", """a"b@p1""", <2>'],
  ])('have their parameters found where they are none of text: %s', (given, expected) => {
    expect(replaceParameters(given, (position) => `<${position}>`)).toBe(expected)
  })

  it('take literals for what they are', async () => {
    const bench = await Bench.of(file)
    const values = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(values, async (texts) => {
        const cells = texts.map((text, index) => `${literal(text)} = @t${index} AS c${index}`)
        const params = Object.fromEntries(texts.map((text, index) => [`t${index}`, text]))
        const [[row]] = await bench.client.query({ query: `SELECT ${cells.join(', ')}`, params })
        expect(Object.values(row).every(Boolean)).toBe(true)
      }),
      { numRuns: 15 },
    )
  })
})

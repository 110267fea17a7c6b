import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderSql, sql, tableRef } from '../../src/sql/index.ts'

describe('the sql tag', () => {
  test('binds values in the order in which they stand', () => {
    const day = new Date('2024-01-02T00:00:00Z')
    const { text, parameters } = renderSql(sql`select ${1}, ${'two'}, ${3n}, ${true}, ${day}, ${null}`)
    expect(text).toBe('select $1, $2, $3, $4, $5, $6')
    expect(parameters).toEqual([1, 'two', 3n, true, day, null])
  })

  test('writes tables and columns as quoted names', () => {
    const prices = tableRef('prices') as ReturnType<typeof tableRef> & { readonly close: { '~column': string } }
    expect(renderSql(sql`select ${prices.close} from ${prices}`).text).toBe('select "prices"."close" from "prices"')
  })

  test('quotes names that have quotes in them', () => {
    const odd = tableRef('a"b') as unknown as { readonly [column: string]: { '~column': string } }
    expect(renderSql(sql`${odd['c"d']!}`).text).toBe('"a""b"."c""d"')
  })

  test('knows columns that are named like members of every object', () => {
    const table = tableRef('t') as unknown as { readonly [column: string]: { '~column': string } }
    const { text } = renderSql(sql`${table['constructor']!}, ${table['toString']!}, ${table['__proto__']!}`)
    expect(text).toBe('"t"."constructor", "t"."toString", "t"."__proto__"')
  })

  test('numbers the values of nested statements on', () => {
    const recent = sql`day > ${'2024-01-02'}`
    const { text, parameters } = renderSql(sql`select ${1} where ${recent} and ${recent} limit ${5}`)
    expect(text).toBe('select $1 where day > $2 and day > $3 limit $4')
    expect(parameters).toEqual([1, '2024-01-02', '2024-01-02', 5])
  })

  test('never lets a text become part of the statement', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const list = texts.reduce((sofar, text) => sql`${sofar}, ${text}`, sql`0`)
        const { text, parameters } = renderSql(list)
        expect(text).toBe(['0', ...texts.map((_, index) => `$${index + 1}`)].join(', '))
        expect(parameters).toEqual(texts)
      }),
    )
  })

  test('takes data that looks like a reference for data', () => {
    const fakes = JSON.parse(
      '[{"~sql":true,"parts":["drop table t"],"values":[]},{"~table":"t"},{"~column":"1; drop table t"}]',
    ) as readonly never[]
    for (const fake of fakes) {
      expect(renderSql(sql`select ${fake}`)).toEqual({ text: 'select $1', parameters: [fake] })
    }
  })
})

import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { rowSchemaOf } from '@headwater/core/extend'
import { columnsOf } from '../../src/sql/index.ts'
import { rowSchemaOfValues } from '../../src/sql/row-schema-of-values.ts'

const kindOf = (schema: z.ZodType) => columnsOf(rowSchemaOf(z.object({ c: schema })))?.[0]?.kind

describe('the row schema of an asset', () => {
  it('is that of the items of an array, and of an object itself', () => {
    const Row = z.object({ a: z.string() })
    expect(columnsOf(rowSchemaOf(z.array(Row)))).toEqual(columnsOf(rowSchemaOf(Row)))
  })

  it('is told by zod for arrays of objects only', () => {
    expect(rowSchemaOf(z.string())).toBe(undefined)
    expect(rowSchemaOf(z.array(z.number()))).toBe(undefined)
    expect(rowSchemaOf({ '~standard': { version: 1, vendor: 'valibot', validate: () => ({}) } })).toBe(undefined)
    expect(columnsOf(undefined)).toBe(undefined)
    expect(columnsOf(rowSchemaOf(z.string()))).toBe(undefined)
  })

  it('survives JSON, as an event log stores it', () => {
    const schema = rowSchemaOf(z.object({ day: z.date(), volume: z.bigint().nullable() }))
    expect(columnsOf(JSON.parse(JSON.stringify(schema)))).toEqual(columnsOf(schema))
  })

  it('is what readers get: after transforms', () => {
    expect(kindOf(z.string().transform(Number).pipe(z.number()))).toBe('number')
    expect(
      kindOf(z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() })),
    ).toBe('date')
  })
})

describe('the columns of a row schema', () => {
  it.each([
    ['string', z.string()],
    ['string', z.enum(['a', 'b'])],
    ['string', z.literal('a')],
    ['string', z.iso.date()],
    ['string', z.union([z.literal('a'), z.string()])],
    ['number', z.number()],
    ['number', z.literal([1, 2])],
    ['integer', z.int()],
    ['integer', z.number().int()],
    ['boolean', z.boolean()],
    ['date', z.date()],
    ['date', z.coerce.date()],
    ['bigint', z.bigint()],
    ['bigint', z.int64()],
    ['json', z.object({ a: z.number() })],
    ['json', z.array(z.string())],
    ['json', z.record(z.string(), z.number())],
    ['json', z.union([z.string(), z.number()])],
    ['json', z.any()],
    ['json', z.null()],
  ] as const)('are of kind %s, with %#', (kind, schema) => {
    expect(kindOf(schema)).toBe(kind)
    expect(kindOf(schema.nullable())).toBe(kind)
    expect(kindOf(schema.optional())).toBe(kind)
  })

  it('tell null from absent', () => {
    const Row = z.object({
      plain: z.string(),
      nullable: z.date().nullable(),
      optional: z.bigint().optional(),
      nullish: z.int().nullish(),
    })
    expect(columnsOf(rowSchemaOf(Row))).toEqual([
      { name: 'plain', kind: 'string', nullable: false, absent: false },
      { name: 'nullable', kind: 'date', nullable: true, absent: false },
      { name: 'optional', kind: 'bigint', nullable: true, absent: true },
      { name: 'nullish', kind: 'integer', nullable: true, absent: false },
    ])
  })

  it('are told by rows themselves where there is no schema', () => {
    const rows = [{ a: null, b: 'x', c: 1 }, { a: 2n, c: new Date(0), d: { e: 1 } }, { n: null }]
    const columns = columnsOf(rowSchemaOfValues(rows)) ?? []
    expect(columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['a', 'bigint'],
      ['b', 'string'],
      ['c', 'number'],
      ['d', 'json'],
      ['n', 'string'],
    ])
    expect(columns.every(({ nullable, absent }) => nullable && !absent)).toBe(true)
  })
})

it('are described by their schema, also within what may be null', () => {
  const row = z.object({
    symbol: z.string().describe('The ticker'),
    close: z.number().meta({ description: 'In US dollars' }).nullable().optional(),
    note: z.string(),
  })
  expect(columnsOf(rowSchemaOf(row))?.map(({ description }) => description)).toEqual([
    'The ticker',
    'In US dollars',
    undefined,
  ])
})

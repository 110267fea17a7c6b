import { expect, it } from 'vitest'
import { z } from 'zod'
import { columnsIn, fieldPaths, hasField } from '../../src/lineage/row-fields.ts'
import { rowSchemaOf } from '../../src/status/index.ts'

const row = rowSchemaOf(
  z.array(
    z.object({
      id: z.string(),
      quote: z.object({ price: z.number(), '05. volume': z.string() }).nullable(),
      lines: z.array(z.object({ sku: z.string() })).optional(),
      series: z.record(z.string(), z.object({ close: z.number() })),
      either: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
      anything: z.unknown(),
      loose: z.looseObject({ known: z.string() }),
    }),
  ),
)

it('are told by the schema of a row, through lists, records and alternatives', () => {
  expect(columnsIn(row)).toEqual(['id', 'quote', 'lines', 'series', 'either', 'anything', 'loose'])
  expect(fieldPaths(row)).toEqual([
    'id',
    'quote',
    'quote.price',
    'quote."05. volume"',
    'lines',
    'lines.sku',
    'series',
    'series.close',
    'either',
    'either.a',
    'either.b',
    'anything',
    'loose',
    'loose.known',
  ])
})

it('are there, or not, or nobody can tell', () => {
  for (const names of [['id'], ['quote', 'price'], ['lines', 'sku'], ['series', 'close'], ['either', 'b']])
    expect(hasField(row, names), names.join()).toBe(true)
  for (const names of [['ID'], ['quote', 'cost'], ['id', 'length'], ['lines', '0'], ['either', 'c']])
    expect(hasField(row, names), names.join()).toBe(false)
  for (const names of [
    ['anything', 'at', 'all'],
    ['loose', 'other'],
  ])
    expect(hasField(row, names), names.join()).toBeUndefined()
  expect([columnsIn(undefined), hasField(undefined, ['a'])]).toEqual([undefined, undefined])
})

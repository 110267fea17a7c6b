import type { Json } from '@headwater/core/io'
import { z } from 'zod'

/**
 * The keyword that tells `z.date()` and `z.bigint()` apart in a row schema: JSON has neither, so JSON Schema has no word
 * for them. Its value is `date` or `bigint`.
 */
export const typeKeyword = 'x-headwater'

/**
 * One row as JSON Schema (draft 2020-12), as readers get it: of an array of objects its items, of an object itself.
 * Undefined where the schema does not tell: it is of another vendor than zod 4, or not made of objects.
 */
export function rowSchemaOf(schema: unknown): Json | undefined {
  if (!isZodSchema(schema)) return undefined
  const whole = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io: 'output',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def
      if (type === 'date' || type === 'bigint') Object.assign(jsonSchema, { [typeKeyword]: type })
    },
  })
  const row = whole.type === 'array' ? whole.items : whole
  return isObjectSchema(row) ? (row as Json) : undefined
}

/** The row schema that values have by themselves, for tables that are written by hand. Numbers count as fractional. */
export function rowSchemaOfValues(rows: readonly object[]): Json {
  const properties: { [column: string]: Json } = {}
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) {
      if (value !== null && value !== undefined)
        properties[column] ??= { anyOf: [schemaOfValue(value), { type: 'null' }] }
      else if (!(column in properties)) properties[column] = null
    }
  }
  const unknown = { type: ['string', 'null'] }
  const known = Object.entries(properties).map(([column, schema]) => [column, schema ?? unknown])
  return { type: 'object', properties: Object.fromEntries(known), required: Object.keys(properties) }
}

function schemaOfValue(value: unknown): Json {
  if (value instanceof Date) return { [typeKeyword]: 'date' }
  if (typeof value === 'bigint') return { [typeKeyword]: 'bigint' }
  return typeof value === 'object' ? {} : { type: typeof value }
}

function isZodSchema(schema: unknown): schema is z.ZodType {
  return typeof schema === 'object' && schema !== null && '_zod' in schema
}

function isObjectSchema(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
}

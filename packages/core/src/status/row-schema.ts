import { z } from 'zod'
import type { Json } from '../base/json.ts'
import type { Schema } from '../define/schema.ts'

const known = new WeakMap<Schema<unknown>, Json>()

/**
 * One row of a table as JSON Schema, when the schema is an array of objects and tells its columns (zod does). What JSON
 * has no word for is marked by `format`: `date` values are `{ type: 'string', format: 'js-date' }`, bigints
 * `{ type: 'integer', format: 'bigint' }`, bytes `{ type: 'string', format: 'bytes' }`.
 */
export function rowSchemaOf(schema: Schema<unknown> | undefined): Json | undefined {
  if (schema?.['~standard'].vendor !== 'zod') return undefined
  const cached = known.get(schema)
  if (cached !== undefined) return cached ?? undefined
  const row = itemsOf(schema as unknown as z.ZodType)
  known.set(schema, row ?? null)
  return row
}

function itemsOf(schema: z.ZodType): Json | undefined {
  const shape = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def
      if (type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'js-date' })
      if (type === 'bigint') Object.assign(jsonSchema, { type: 'integer', format: 'bigint' })
      if (type === 'custom') Object.assign(jsonSchema, { format: 'bytes' })
    },
  }) as { readonly type?: string; readonly items?: { readonly type?: string } }
  return shape.type === 'array' && shape.items?.type === 'object' ? (shape.items as Json) : undefined
}

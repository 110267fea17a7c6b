import { z } from 'zod'
import type { Json } from '../base/json.ts'
import type { AssetDefinition, TableSchema } from '../define/index.ts'
import type { ReadAt } from '../io/index.ts'

/**
 * The keyword that tells `z.date()` and `z.bigint()` apart in a row schema: JSON has neither, so JSON Schema has no word
 * for them. Its value is `date` or `bigint`.
 */
export const typeKeyword = 'x-headwater'

const known = new WeakMap<object, Json>()

/**
 * One row as JSON Schema (draft 2020-12), as readers get it: of an array of objects its items, of an object itself.
 * Undefined where the schema does not tell: it is of another vendor than zod 4, or not made of objects.
 */
export function rowSchemaOf(schema: unknown): Json | undefined {
  if (isTableSchema(schema)) return rowSchemaOf(schema['~table'].rows)
  if (!isZodSchema(schema)) return undefined
  const cached = known.get(schema) ?? rowSchema(schema)
  known.set(schema, cached)
  return cached ?? undefined
}

/** How a value of an asset is asked for: what its schema tells of rows, and the shape in which it wants a table. */
export function readAt({ key, schema }: AssetDefinition, partition: string | null): ReadAt {
  return { asset: key, partition, rowSchema: rowSchemaOf(schema), ...(schema?.['~table'] && { as: 'columns' }) }
}

function rowSchema(schema: z.ZodType): Json {
  const whole = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    io: 'output',
    override: ({ zodSchema, jsonSchema }) => {
      const { type } = zodSchema._zod.def
      if (type === 'date' || type === 'bigint') Object.assign(jsonSchema, { [typeKeyword]: type })
    },
  })
  const row = whole.type === 'array' ? whole.items : whole
  // The text leaves out what zod hides on the object beside the schema.
  return isObjectSchema(row) ? (JSON.parse(JSON.stringify(row)) as Json) : null
}

function isTableSchema(schema: unknown): schema is { readonly '~table': TableSchema } {
  return typeof schema === 'object' && schema !== null && '~table' in schema && schema['~table'] !== undefined
}

function isZodSchema(schema: unknown): schema is z.ZodType {
  return typeof schema === 'object' && schema !== null && '_zod' in schema
}

function isObjectSchema(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
}

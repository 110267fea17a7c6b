import { z } from 'zod'
import type { Json } from '../base/json.ts'
import type { Schema } from '../define/schema.ts'

/** What a vendor other than zod may offer beside `validate`: https://standardschema.dev/json-schema. */
interface WithJsonSchema {
  readonly jsonSchema?: { readonly output?: (options: { readonly target: string }) => unknown } | undefined
}

/**
 * What of a schema decides about values, as something whose content can be compared: a zod schema itself, of other
 * vendors what it is as JSON Schema, or else the function that validates. Null without a schema.
 */
export function schemaDefinition(schema: Schema<unknown> | undefined): unknown {
  if (!schema) return null
  const table = schema['~table']
  if (table) return { as: table.as, rows: schemaDefinition(table.rows) }
  if ('_zod' in schema) return schema
  const { vendor, validate } = schema['~standard']
  return { vendor, decides: jsonSchemaOf(schema) ?? validate }
}

/** Undefined where there is none: converters throw on what JSON Schema cannot say. */
function jsonSchemaOf(schema: Schema<unknown>): unknown {
  try {
    return (schema['~standard'] as WithJsonSchema).jsonSchema?.output?.({ target: 'draft-2020-12' })
  } catch {
    return undefined
  }
}

/** Whether what is read passes through functions of the schema, so that one column may come from another. */
export function hasTransforms(schema: Schema<unknown> | undefined): boolean {
  const rows = schema?.['~table']?.rows ?? schema
  if (!rows || !('_zod' in rows)) return false
  const [, types] = schemaParts(rows).shape as readonly [Json, readonly string[]]
  return types.some((type) => type === 'pipe' || type === 'transform')
}

/** The shape of a schema as JSON Schema, for readers that do not run its functions. Of other vendors than zod, the name. */
export function schemaParts(schema: Schema<unknown> | undefined): { readonly shape: Json } {
  if (!schema) return { shape: null }
  const table = schema['~table']
  if (table) return { shape: [table.as, schemaParts(table.rows).shape] }
  if (!('_zod' in schema)) return { shape: { vendor: schema['~standard'].vendor } }
  const types: string[] = []
  const shape = z.toJSONSchema(schema as unknown as z.ZodType, {
    unrepresentable: 'any',
    cycles: 'ref',
    override: ({ zodSchema }) => {
      types.push(zodSchema._zod.def.type)
    },
  })
  // The text leaves out what zod hides on the object beside the schema.
  return { shape: [JSON.parse(JSON.stringify(shape)) as Json, types] }
}

import { z } from 'zod'
import type { Json } from '../base/json.ts'
import type { Schema } from '../define/schema.ts'

/** What of a schema decides about values: its shape as JSON Schema, and the functions in it (transforms, refinements). */
export interface SchemaParts {
  readonly shape: Json
  readonly functions: readonly Function[]
}

/** The parts of a schema. Only zod tells its shape; of others the vendor alone is known. */
export function schemaParts(schema: Schema<unknown> | undefined): SchemaParts {
  if (!schema) return { shape: null, functions: [] }
  if (schema['~standard'].vendor !== 'zod') return { shape: { vendor: schema['~standard'].vendor }, functions: [] }
  return { shape: shapeOf(schema as unknown as z.ZodType), functions: [...functionsIn(schema as unknown as z.ZodType)] }
}

function shapeOf(schema: z.ZodType): Json {
  const types: string[] = []
  const shape = z.toJSONSchema(schema, {
    unrepresentable: 'any',
    cycles: 'ref',
    override: ({ zodSchema }) => {
      types.push(zodSchema._zod.def.type)
    },
  })
  // The text leaves out what zod hides on the object beside the schema.
  return [JSON.parse(JSON.stringify(shape)) as Json, types]
}

/** The members of zod definitions under which user functions stand: transforms and refinements. */
const userFunctions: ReadonlySet<string> = new Set(['transform', 'reverseTransform', 'fn'])

/** User functions anywhere in the definition tree. */
function* functionsIn(schema: z.ZodType): Iterable<Function> {
  const seen = new Set<unknown>()
  const queue: unknown[] = [schema]
  while (queue.length > 0) {
    const at = queue.pop()
    if (typeof at !== 'object' || at === null || seen.has(at)) continue
    seen.add(at)
    const definition = '_zod' in at ? (at as z.ZodType)._zod.def : at
    for (const [name, member] of Object.entries(definition)) {
      if (typeof member === 'function' && userFunctions.has(name)) yield member
      else queue.push(member)
    }
  }
}

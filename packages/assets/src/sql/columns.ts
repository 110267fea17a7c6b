import { typeKeyword } from '@headwater/core/extend'
import type { Json } from '@headwater/core/io'

/** What the values of a column are. Every dialect says how it stores each kind. `json` is all that is no scalar. */
export type ColumnKind = 'string' | 'number' | 'integer' | 'bigint' | 'boolean' | 'date' | 'json'

/** A column of a table, as the row schema declares it. */
export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  /** Whether a cell may be NULL. */
  readonly nullable: boolean
  /** Whether a NULL stands for a member that a row does not have: the column is optional, but null is no value of it. */
  readonly absent: boolean
  /** What `.describe()` or `.meta({ description })` says of it. */
  readonly description?: string | undefined
}

/**
 * The columns that a row schema (see `rowSchemaOf`) declares, in its order. Undefined when it is no schema of an object.
 *
 * | zod | kind |
 * |---|---|
 * | `z.string()`, `z.enum()`, `z.iso.date()`, text literals | `string` |
 * | `z.number()` and numeric literals | `number` |
 * | `z.int()`, `z.number().int()` | `integer` |
 * | `z.bigint()`, `z.int64()` | `bigint` |
 * | `z.boolean()` | `boolean` |
 * | `z.date()` | `date` |
 * | objects, arrays, mixed unions, `z.any()` and everything else | `json` |
 */
export function columnsOf(rowSchema: Json | undefined): readonly Column[] | undefined {
  const properties = member(rowSchema, 'properties')
  if (!isObject(properties)) return undefined
  const required = member(rowSchema, 'required')
  return Object.entries(properties).map(([name, schema]) => {
    const kinds = new Set(kindsOf(schema))
    const takesNull = kinds.delete('null')
    const optional = !(Array.isArray(required) && required.includes(name))
    const [kind = 'json'] = kinds.size === 1 ? kinds : []
    return {
      name,
      kind: kind === 'null' ? 'json' : kind,
      nullable: takesNull || optional,
      absent: optional && !takesNull,
      description: descriptionOf(schema),
    }
  })
}

/** What a schema says of its values in words; of a nullable one what the schema within it says. */
export function descriptionOf(schema: Json | undefined): string | undefined {
  const own = member(schema, 'description')
  if (typeof own === 'string') return own
  const alternatives = member(schema, 'anyOf')
  if (!Array.isArray(alternatives)) return undefined
  return alternatives.map(descriptionOf).find((description) => description !== undefined)
}

type Kind = ColumnKind | 'null'

/** Every kind of value that a schema lets through; `z.any()` lets null through, so that its column is nullable. */
function kindsOf(schema: Json | undefined): readonly Kind[] {
  const marked = member(schema, typeKeyword)
  if (marked === 'date' || marked === 'bigint') return [marked]
  const alternatives = member(schema, 'anyOf') ?? member(schema, 'oneOf')
  if (Array.isArray(alternatives)) return alternatives.flatMap(kindsOf)
  const type = member(schema, 'type')
  if (type === undefined) return ['json', 'null']
  return (Array.isArray(type) ? type : [type]).map(kindOfType)
}

function kindOfType(type: Json): Kind {
  switch (type) {
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return type
    default:
      return 'json'
  }
}

function member(schema: Json | undefined, name: string): Json | undefined {
  return isObject(schema) ? schema[name] : undefined
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

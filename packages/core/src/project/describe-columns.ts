import type { Json } from '../base/json.ts'
import type { AssetDefinition } from '../define/index.ts'
import { rowSchemaOf, typeKeyword } from '../status/index.ts'

/** A column of an asset's rows, or a member of its value where that is one object. */
export interface ColumnDescription {
  readonly name: string
  /** `string`, `integer`, `date`, `'buy' | 'sell'`, `list of number`... */
  readonly type: string
  /** Null, or absent, is allowed. */
  readonly nullable: boolean
  readonly description: string | undefined
  /** The names of checks that say that they look at it. */
  readonly checks: readonly string[]
}

type Schema = { readonly [keyword: string]: Json | undefined }

/** In the order of the schema; empty where that does not tell. */
export function describeColumns({ schema, checks }: AssetDefinition): readonly ColumnDescription[] {
  const row = schemaIn(rowSchemaOf(schema))
  const required = row.required
  return Object.entries(schemaIn(row.properties)).map(([name, of]) => {
    const column = schemaIn(of)
    const kinds = alternativesOf(column)
    const words = kinds.map(wordsOf).filter((word) => word !== 'null')
    return {
      name,
      type: [...new Set(words)].join(' | ') || 'null',
      nullable: words.length < kinds.length || !(Array.isArray(required) && required.includes(name)),
      description: typeof column.description === 'string' ? column.description : undefined,
      checks: checks.filter(({ columns }) => columns?.includes(name)).map((check) => check.name),
    }
  })
}

function alternativesOf(schema: Schema): readonly Schema[] {
  const of = schema.anyOf ?? schema.oneOf
  if (Array.isArray(of)) return of.map(schemaIn).flatMap(alternativesOf)
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema]
}

function wordsOf(schema: Schema): string {
  const { type, format, items, const: only } = schema
  if (Array.isArray(schema.enum)) return schema.enum.map(quoted).join(' | ')
  if (only !== undefined) return quoted(only)
  const own = schema[typeKeyword]
  if (typeof own === 'string') return own
  if (type === 'array') return `list of ${alternativesOf(schemaIn(items)).map(wordsOf).join(' | ')}`
  if (type === 'string' && typeof format === 'string') return `string (${format})`
  return typeof type === 'string' ? type : 'any'
}

function quoted(value: Json): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}

function schemaIn(value: Json | undefined): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {}
}

import { typeKeyword } from '@headwater/core/extend'
import type { Json } from '@headwater/core/io'
import { z } from 'zod'

import type { ColumnKind } from './column-kind.ts'

/** What an asset's schema says about a column. */
export interface DeclaredColumn {
  /** Absent where the schema allows several types, or where JSON Schema has no word for the type. */
  readonly kind: ColumnKind | undefined
  /** Cells may be without a value. */
  readonly nullable: boolean
  /** Cells may be absent, but not null. */
  readonly optional: boolean
}

/** The columns of a row's JSON Schema, in its order; none where it is not one of an object. */
export function declaredColumns(rowSchema: Json | undefined): ReadonlyMap<string, DeclaredColumn> {
  const { properties = {}, required = [] } = objectSchema.safeParse(rowSchema).data ?? {}
  return new Map(
    Object.entries(properties).map(([name, property]) => {
      const types = typesOf(property)
      const known = types.filter((type) => type !== 'null')
      const optional = !required.includes(name)
      const nullable = types.includes('null')
      const kind = known.length === 1 ? kinds.get(known[0] ?? '') : undefined
      return [name, { kind, nullable: nullable || optional, optional: optional && !nullable }]
    }),
  )
}

interface PropertySchema {
  readonly type?: string | readonly string[] | undefined
  readonly anyOf?: readonly PropertySchema[] | undefined
  readonly [typeKeyword]?: string | undefined
}

const propertySchema: z.ZodType<PropertySchema> = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  get anyOf() {
    return z.array(propertySchema).optional()
  },
  [typeKeyword]: z.string().optional(),
})

const objectSchema = z.object({
  properties: z.record(z.string(), propertySchema),
  required: z.array(z.string()).optional(),
})

const kinds: ReadonlyMap<string, ColumnKind> = new Map([
  ['string', 'string'],
  ['number', 'number'],
  ['integer', 'integer'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['bigint', 'bigint'],
  ['object', 'json'],
  ['array', 'json'],
])

function typesOf({ type, anyOf, [typeKeyword]: own }: PropertySchema): readonly string[] {
  if (own !== undefined) return [own]
  if (anyOf) return anyOf.flatMap(typesOf)
  return type === undefined ? ['unknown'] : [type].flat()
}

import { typeKeyword } from '@headwater/core/extend'
import type { Json } from '@headwater/core/io'

/** The row schema that values have by themselves, for rows without a schema. Numbers count as fractional. */
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

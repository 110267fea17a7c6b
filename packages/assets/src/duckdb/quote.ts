import type { TableName } from '../sql/warehouse.ts'

/** A name as SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Names as SQL text, with commas between. */
export function identifiers(names: readonly string[]): string {
  return names.map(identifier).join(', ')
}

/** A table's name as SQL text. */
export function qualified({ schema, table }: TableName): string {
  return `${identifier(schema)}.${identifier(table)}`
}

/** A string as SQL text. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

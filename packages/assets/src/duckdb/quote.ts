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

/** A condition: whether two names, given as SQL expressions, are the same to DuckDB, which knows no case from A to Z. */
export function sameName(left: string, right: string): string {
  return `${folded(left)} = ${folded(right)}`
}

/** A table's name in the one spelling of all that are the same to DuckDB, see `sameName`. */
export function foldedName({ schema, table }: TableName): TableName {
  const fold = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  return { schema: fold(schema), table: fold(table) }
}

/** Not by `lower`, which would take `Ä` for `ä`. */
function folded(name: string): string {
  return `translate(${name}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`
}

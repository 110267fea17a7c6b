import type { TableName } from '../sql/warehouse.ts'

/** A name as SQL text. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Names as SQL text, with commas between. */
export function identifiers(names: readonly string[]): string {
  return names.map(identifier).join(', ')
}

/** A table's name as SQL text. Without a schema it is a temporary table, whose schema some databases do not name. */
export function qualified({ schema, table }: TableName): string {
  return schema === '' ? identifier(table) : `${identifier(schema)}.${identifier(table)}`
}

/** A string as SQL text. Backslashes are left out of it, since some databases take them as the start of an escape. */
export function text(value: string): string {
  const [first = '', ...more] = value.split('\\').map((part) => `'${part.replaceAll("'", "''")}'`)
  return more.length === 0 ? first : `(${[first, ...more].join(' || chr(92) || ')})`
}

/** A string as one literal, where no expression may stand: with its backslashes, if there are any, doubled. */
export function escapedText(value: string): string {
  const quoted = `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
  return value.includes('\\') ? `E${quoted}` : quoted
}

/** How a database tells names apart. */
interface Naming {
  readonly isCaseSensitive: boolean
}

/** A condition: whether two names, given as SQL expressions, are the same to a database, see `foldedName`. */
export function sameName({ isCaseSensitive }: Naming, left: string, right: string): string {
  return isCaseSensitive ? `${left} = ${right}` : `${folded(left)} = ${folded(right)}`
}

/** A table's name in the one spelling of all that are the same to a database: some know no case from A to Z. */
export function foldedName({ isCaseSensitive }: Naming, { schema, table }: TableName): TableName {
  const fold = (name: string) => (isCaseSensitive ? name : name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()))
  return { schema: fold(schema), table: fold(table) }
}

/** Not by `lower`, which would take `Ä` for `ä`. */
function folded(name: string): string {
  return `translate(${name}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')`
}

import type { Ident, Path } from '../../ir.ts'
import { list, part, text, type Tree } from '../tree.ts'

/** PostgreSQL's parser has folded the case of names already: as they stand, they are exact. */
export function ident(name: string, at?: number): Ident {
  return { name, quoted: true, at: at ?? 0 }
}

/** A `String` node. */
export function stringOf(tree: Tree): string {
  return text(part(tree, 'String') ?? tree, 'sval') ?? ''
}

/** Where a node stands, in bytes: a place of 0 is left out of the tree. */
export function placeOf(tree: Tree): number {
  const place = part(tree, 'location')
  return typeof place === 'number' ? place : 0
}

/** A list of `String` nodes as names; undefined where there is none. */
export function names(tree: Tree, name: string): readonly Ident[] | undefined {
  const found = list(tree, name)
  return found.length > 0 ? found.map((node) => ident(stringOf(node))) : undefined
}

/** The name of a `RangeVar`. */
export function tableName(range: Tree): Path {
  const at = placeOf(range)
  const parts = ['catalogname', 'schemaname', 'relname'].flatMap((name) => text(range, name) ?? [])
  return parts.map((name) => ident(name, at))
}

/** The alias of a FROM item, with its columns. */
export function aliasOf(item: Tree): { readonly as?: Ident; readonly columns?: readonly Ident[] | undefined } {
  const alias = part(item, 'alias')
  const name = text(alias, 'aliasname')
  return name === undefined ? {} : { as: ident(name, placeOf(item)), columns: names(alias, 'colnames') }
}

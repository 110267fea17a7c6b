import type { Ident, Path } from '../../ir.ts'
import { deep, list, part, text, type Tree } from '../tree.ts'

/** The factor between lines and columns in a place: no line is longer. */
const line = 2 ** 24

/** A name: `{ value, quote_style, span }`, bare or inside an `Identifier`. */
export function identOf(tree: Tree): Ident {
  const node = part(tree, 'Identifier') ?? tree
  const start = deep(node, 'span', 'start')
  return {
    name: text(node, 'value') ?? '',
    quoted: typeof part(node, 'quote_style') === 'string',
    at: numberOf(part(start, 'line')) * line + numberOf(part(start, 'column')),
  }
}

/** A name of several parts. BigQuery's parser parts backticks itself, others leave dots in. */
export function pathOf(tree: Tree): Path {
  return Array.isArray(tree) ? tree.map(identOf) : []
}

/** The name of a table, of which BigQuery's backticks may hold several parts. */
export function nameOf(tree: Tree): Path {
  const path = pathOf(tree)
  const [only] = path
  if (path.length !== 1 || !only?.quoted) return path
  return only.name.split('.').map((name) => ({ ...only, name }))
}

/** The offset of a place in a text. */
export function offsetIn(sql: string, at: number): number {
  const target = Math.floor(at / line)
  let start = 0
  for (let count = 1; count < target; count += 1) {
    const next = sql.indexOf('\n', start)
    if (next === -1) break
    start = next + 1
  }
  return Math.min(sql.length, start + Math.max(0, (at % line) - 1))
}

/** The alias of a FROM item, with its columns. */
export function aliasOf(item: Tree): { readonly as?: Ident; readonly columns?: readonly Ident[] } {
  const alias = part(item, 'alias')
  if (alias === undefined || alias === null) return {}
  const columns = list(alias, 'columns').map((column) => identOf(part(column, 'name')))
  const as = identOf(part(alias, 'name'))
  return columns.length > 0 ? { as, columns } : { as }
}

/** The parameters of a lambda. */
export function lambdaParams(node: Tree): readonly Ident[] {
  const params = part(node, 'params')
  const one = part(params, 'One')
  const found = one === undefined ? list(params, 'Many') : [one]
  return found.map((param) => identOf(part(param, 'name') ?? param))
}

function numberOf(tree: Tree): number {
  return typeof tree === 'number' ? tree : 0
}

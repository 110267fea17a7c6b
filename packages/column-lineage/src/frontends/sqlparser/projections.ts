import type { Expr, Projection } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { inside, kindOf, list, part, type Tree } from '../tree.ts'
import { expressionsIn } from './expressions.ts'
import { identOf, pathOf } from './names.ts'
import { starOf } from './stars.ts'

/** The items of a select list, or of RETURNING. */
export function projectionsOf(items: readonly Tree[], read: Reader): readonly Projection[] {
  return items.map((item) => projectionOf(item, read))
}

function projectionOf(tree: Tree, read: Reader): Projection {
  const node = inside(tree)
  switch (kindOf(tree)) {
    case 'UnnamedExpr':
      return { expr: read.expr(node) }
    case 'ExprWithAlias':
      return { expr: read.expr(part(node, 'expr')), as: identOf(part(node, 'alias')) }
    case 'ExprWithAliases':
      return { expr: read.expr(part(node, 'expr')), columns: list(node, 'aliases').map(identOf) }
    case 'Wildcard':
      return { expr: starOf(node, undefined, read) }
    case 'QualifiedWildcard':
      return { expr: qualifiedStar(node, read) }
    default:
      return { expr: { kind: 'unknown', what: `\`${kindOf(tree)}\``, args: expressionsIn(tree, read) } }
  }
}

function qualifiedStar(node: Tree, read: Reader): Expr {
  const [of, options] = Array.isArray(node) ? node : [node]
  const expr = part(of, 'Expr')
  if (expr === undefined) return starOf(options, pathOf(part(of, 'ObjectName') ?? of), read)
  const inner = read.expr(expr)
  const column = inner.kind === 'same' ? inner.of : inner
  if (column.kind === 'column') return starOf(options, column.path, read)
  return { kind: 'unknown', what: 'a star of an expression', args: [inner] }
}

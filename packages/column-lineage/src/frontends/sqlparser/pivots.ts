import type { Expr, From, Projection } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { isThere, kindOf, list, part, type Tree } from '../tree.ts'
import { aliasOf, identOf } from './names.ts'

/** The call that holds the columns of a PIVOT's GROUP BY: see `respell`. */
const groupMarker = '__group_by'

/** Lowers a PIVOT of sqlparser-rs. */
export function readPivot(node: Tree, from: From, read: Reader): From {
  const calls = list(node, 'aggregate_functions').map((item): Projection => {
    const alias = part(item, 'alias')
    return { expr: read.expr(part(item, 'expr')), as: isThere(alias) ? identOf(alias) : undefined }
  })
  const group = calls.map(({ expr }) => expr).find(isGroupMarker)
  const source = part(node, 'value_source')
  return {
    kind: 'pivot',
    from,
    aggregates: calls.filter(({ expr }) => !isGroupMarker(expr)),
    keys: list(node, 'value_column').map((key) =>
      kindOf(key) === 'value' ? read.expr({ Identifier: key }) : read.expr(key),
    ),
    values: kindOf(source) === 'List' ? valueNames(list(source, 'List'), read) : undefined,
    groupBy: group?.kind === 'call' ? group.args : undefined,
    ...aliasOf(node),
  }
}

/** Lowers an UNPIVOT of sqlparser-rs. */
export function readUnpivot(node: Tree, from: From, read: Reader): From {
  const value = read.expr(part(node, 'value'))
  const values = partsOf(value).flatMap((expr) => (expr.kind === 'column' ? expr.path.slice(-1) : []))
  return {
    kind: 'unpivot',
    from,
    values,
    name: identOf(part(node, 'name')),
    entries: list(node, 'columns').map((column) => partsOf(read.expr(part(column, 'expr')))),
    ...aliasOf(node),
  }
}

function isGroupMarker(expr: Expr): boolean {
  return expr.kind === 'call' && expr.name === groupMarker
}

/** The expressions of a tuple; else the one expression. */
function partsOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'same') return partsOf(expr.of)
  return expr.kind === 'call' && expr.name === '(tuple)' ? expr.args : [expr]
}

/** What values of the key call columns; undefined when one has no name that can be told. */
function valueNames(items: readonly Tree[], read: Reader): readonly string[] | undefined {
  const names = items.map((item) => {
    const alias = part(item, 'alias')
    return isThere(alias) ? identOf(alias).name : nameOf(read.expr(part(item, 'expr')))
  })
  return names.every((name) => name !== undefined) ? names : undefined
}

function nameOf(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'literal':
      return expr.value === undefined ? undefined : String(expr.value)
    case 'column':
      return expr.path.at(-1)?.name
    case 'same':
      return nameOf(expr.of)
    case 'call': {
      const names = expr.name === '(tuple)' ? expr.args.map(nameOf) : [undefined]
      return names.every((name) => name !== undefined) ? names.join('_') : undefined
    }
    default:
      return undefined
  }
}

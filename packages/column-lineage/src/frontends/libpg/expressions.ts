import { takesOrderAsValue } from '../../functions.ts'
import type { Call, Expr, Ident, Window } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isSet, kindOf, list, part, text, type Tree } from '../tree.ts'
import { ident, placeOf, stringOf } from './names.ts'

const literal: Expr = { kind: 'literal' }

/** Nodes that make a value of the expressions in them, and nothing more. */
const plain = new Set(
  `A_ArrayExpr A_Expr A_Indices BoolExpr BooleanTest CollateClause JsonArrayConstructor JsonArrayQueryConstructor JsonBehavior
  JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectConstructor JsonParseExpr JsonScalarExpr JsonSerializeExpr JsonValueExpr
  JsonArgument List NamedArgExpr NullTest RowExpr TypeCast XmlExpr XmlSerialize ResTarget`.split(/\s+/),
)

/** Nodes that no column can be in. */
const constant = new Set(
  'A_Const ParamRef SetToDefault SQLValueFunction CurrentOfExpr MergeSupportFunc TypeName String Integer JsonOutput'.split(
    ' ',
  ),
)

/** Lowers an expression of PostgreSQL's parser. */
export function readExpr(tree: Tree, read: Reader): Expr {
  const kind = kindOf(tree)
  const node = inside(tree)
  switch (kind) {
    case '':
      return literal
    case 'ColumnRef':
      return columnRef(node)
    case 'A_Const':
      return { kind: 'literal', value: constantValue(node) }
    case 'A_Indirection':
      return indirection(node, read)
    case 'A_Expr':
      return operator(node, read)
    case 'CaseExpr':
      return caseExpr(node, read)
    case 'CoalesceExpr':
      return call('coalesce', list(node, 'args').map(read.expr))
    case 'MinMaxExpr':
      return call(text(node, 'op') === 'IS_LEAST' ? 'least' : 'greatest', list(node, 'args').map(read.expr))
    case 'SubLink':
      return subLink(node, read)
    case 'FuncCall':
      return funcCall(node, read)
    case 'GroupingFunc':
      return call('grouping', list(node, 'args').map(read.expr))
    case 'GroupingSet':
      return call('(groupingsets)', list(node, 'content').map(read.expr))
    case 'JsonObjectAgg':
    case 'JsonArrayAgg':
      return jsonAggregate(kind, node, read)
    case 'SelectStmt':
      return { kind: 'subquery', query: read.query(tree), use: 'scalar', args: [] }
    default:
      if (constant.has(kind)) return literal
      if (plain.has(kind)) return call(`(${kind.toLowerCase()})`, expressionsIn(node, read))
      return { kind: 'unknown', what: `\`${kind}\``, args: expressionsIn(node, read), at: placeOf(node) }
  }
}

/** The keys of an ORDER BY list. */
export function sortKeys(keys: readonly Tree[], read: Reader): readonly Expr[] {
  return keys.map((key) => read.expr(deep(key, 'SortBy', 'node')))
}

/** A `WindowDef`, as a call or a WINDOW clause has it. */
export function windowOf(tree: Tree, read: Reader): Window {
  const bounds = [part(tree, 'startOffset'), part(tree, 'endOffset')].filter((bound) => bound !== undefined)
  return {
    base: text(tree, 'refname') ?? text(tree, 'name'),
    keys: [
      ...list(tree, 'partitionClause').map(read.expr),
      ...sortKeys(list(tree, 'orderClause'), read),
      ...bounds.map(read.expr),
    ],
  }
}

function call(name: string, args: readonly Expr[]): Call {
  return { kind: 'call', name, args }
}

function columnRef(node: Tree): Expr {
  const at = placeOf(node)
  const fields = list(node, 'fields')
  const path = fields.filter((field) => kindOf(field) === 'String').map((field) => ident(stringOf(field), at))
  const isStar = fields.some((field) => kindOf(field) === 'A_Star')
  if (isStar) return { kind: 'star', of: path.length > 0 ? path : undefined }
  return { kind: 'column', path }
}

function constantValue(node: Tree): number | string | undefined {
  const integer = part(node, 'ival')
  if (integer === undefined) return text(part(node, 'sval'), 'sval')
  const value = part(integer, 'ival')
  return typeof value === 'number' ? value : 0
}

/** `(row).field`, `array[1]`, `(row).*`. */
function indirection(node: Tree, read: Reader): Expr {
  const steps = list(node, 'indirection')
  const base = read.expr(part(node, 'arg'))
  const path = base.kind === 'column' ? base.path : undefined
  const kinds = steps.map(kindOf)
  if (path && kinds.every((kind) => kind === 'String')) {
    return { kind: 'column', path: [...path, ...steps.map((step): Ident => ident(stringOf(step), path[0]?.at))] }
  }
  if (path && kinds.at(-1) === 'A_Star' && kinds.length === 1) return { kind: 'star', of: path }
  if (kinds.at(-1) === 'A_Star') return { kind: 'unknown', what: 'a star over this row', args: [base] }
  const indexes = steps.filter((step) => kindOf(step) === 'A_Indices').map(read.expr)
  return call('(field)', [base, ...indexes])
}

function operator(node: Tree, read: Reader): Expr {
  const args = [part(node, 'lexpr'), part(node, 'rexpr')].filter((side) => side !== undefined)
  const name = text(node, 'kind') === 'AEXPR_NULLIF' ? 'nullif' : '(operator)'
  return call(name, args.map(read.expr))
}

function caseExpr(node: Tree, read: Reader): Expr {
  const whens = list(node, 'args').map((when) => part(when, 'CaseWhen'))
  const subject = part(node, 'arg')
  const otherwise = part(node, 'defresult')
  return {
    kind: 'case',
    tests: [subject, ...whens.map((when) => part(when, 'expr'))].filter((test) => test !== undefined).map(read.expr),
    values: [...whens.map((when) => part(when, 'result')), otherwise]
      .filter((value) => value !== undefined)
      .map(read.expr),
  }
}

function subLink(node: Tree, read: Reader): Expr {
  const query = read.query(part(node, 'subselect'))
  const tested = part(node, 'testexpr')
  const type = text(node, 'subLinkType')
  if (type === 'EXISTS_SUBLINK') return { kind: 'subquery', query, use: 'exists', args: [] }
  if (tested !== undefined) return { kind: 'subquery', query, use: 'in', args: [read.expr(tested)] }
  const scalar: Expr = { kind: 'subquery', query, use: 'scalar', args: [] }
  return type === 'ARRAY_SUBLINK' ? call('array', [scalar]) : scalar
}

function funcCall(node: Tree, read: Reader): Expr {
  const path = list(node, 'funcname').map(stringOf)
  const name = (path.at(-1) ?? '').toLowerCase()
  const order = sortKeys(list(node, 'agg_order'), read)
  const args = isSet(node, 'agg_star') ? [{ kind: 'star' } as const] : list(node, 'args').map(read.expr)
  const orderIsValue = isSet(node, 'agg_within_group') && takesOrderAsValue(name)
  const filter = part(node, 'agg_filter')
  const over = part(node, 'over')
  // DuckDB's COLUMNS(..) stands for many columns, which PostgreSQL's parser cannot know.
  if (name === 'columns') return { kind: 'unknown', what: '`COLUMNS`', args, at: placeOf(node) }
  return {
    kind: 'call',
    name,
    of: path.length > 1 ? path.slice(0, -1).map((part) => ident(part, placeOf(node))) : undefined,
    args: orderIsValue ? [...args, ...order] : args,
    order: orderIsValue ? [] : order,
    filter: filter === undefined ? undefined : read.expr(filter),
    over: over === undefined ? undefined : windowOf(over, read),
  }
}

/** `JSON_OBJECTAGG(k: v)`, `JSON_ARRAYAGG(v ORDER BY o)`. */
function jsonAggregate(kind: string, node: Tree, read: Reader): Expr {
  const made = part(node, 'constructor')
  const filter = part(made, 'agg_filter')
  const over = part(made, 'over')
  return {
    kind: 'call',
    name: kind === 'JsonObjectAgg' ? 'json_objectagg' : 'json_arrayagg',
    args: expressionsIn(part(node, 'arg'), read),
    order: sortKeys(list(made, 'agg_order'), read),
    filter: filter === undefined ? undefined : read.expr(filter),
    over: over === undefined ? undefined : windowOf(over, read),
  }
}

/** All expressions that a node holds, however deep. */
export function expressionsIn(node: Tree, read: Reader): readonly Expr[] {
  if (Array.isArray(node)) return node.flatMap((item) => expressionsIn(item, read))
  if (typeof node !== 'object' || node === null) return []
  const kind = kindOf(node)
  if (/^[A-Z]/.test(kind)) return constant.has(kind) ? [] : [read.expr(node)]
  return Object.entries(node).flatMap(([name, child]) =>
    name === 'typeName' || name === 'output' ? [] : expressionsIn(child, read),
  )
}

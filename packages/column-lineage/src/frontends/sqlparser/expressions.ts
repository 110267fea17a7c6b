import type { Call, Expr, Ident } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isThere, kindOf, list, part, text, type Tree } from '../tree.ts'
import { readCall } from './calls.ts'
import { identOf, lambdaParams, pathOf } from './names.ts'
import { starOf } from './stars.ts'

const literal: Expr = { kind: 'literal' }

/** Expressions that make a value of the expressions in them, and nothing more. */
const plain = new Set(
  `Array AtTimeZone Between Cast Ceil Collate Convert Cube Extract Floor GroupingSets ILike InList InUnnest
  Interval IsDistinctFrom IsFalse IsNormalized IsNotDistinctFrom IsNotFalse IsNotNull IsNotTrue IsNotUnknown IsNull IsTrue
  IsUnknown JsonAccess Like Map MatchAgainst MemberOf Named Overlay Position Prior RLike Rollup SimilarTo Substring
  Subscript Trim Tuple UnaryOp AnyOp AllOp`.split(/\s+/),
)

/** Parts of expressions that hold no expression. */
const skipped = new Set(
  `span op compare_op data_type date_time_field escape_char field kind collation syntax trim_where leading_field last_field
  format charset name fields target_before_value null_treatment`.split(/\s+/),
)

/** Lowers an expression of sqlparser-rs. */
export function readExpr(tree: Tree, read: Reader): Expr {
  const kind = kindOf(tree)
  const node = inside(tree)
  switch (kind) {
    case 'Identifier':
      return columnOf([identOf(node)])
    case 'CompoundIdentifier':
      return columnOf(pathOf(node))
    case 'Value':
      return readValue(part(node, 'value'))
    case 'TypedString':
      return literal
    case 'BinaryOp':
      return call('(binaryop)', [read.expr(part(node, 'left')), read.expr(part(node, 'right'))])
    case 'Nested':
      return { kind: 'same', of: read.expr(node) }
    case 'Subquery':
      return { kind: 'subquery', query: read.query(node), use: 'scalar', args: [] }
    case 'InSubquery':
    case 'Exists':
      return tested(kind, node, read)
    case 'Wildcard':
    case 'QualifiedWildcard':
      return starExpr(kind, node, read)
    default: {
      const special = readers.get(kind)
      if (special) return special(node, read)
      if (plain.has(kind)) return call(`(${kind.toLowerCase()})`, expressionsIn(node, read))
      return { kind: 'unknown', what: `\`${kind}\``, args: expressionsIn(node, read) }
    }
  }
}

/** Kinds of expressions that have a reader of their own. */
const readers: ReadonlyMap<string, (node: Tree, read: Reader) => Expr> = new Map([
  ['AllOp', quantified],
  ['AnyOp', quantified],
  ['Case', caseExpr],
  ['CompoundFieldAccess', fieldAccess],
  ['Dictionary', dictionary],
  ['Function', readCall],
  ['Lambda', notLambda],
  ['Struct', struct],
])

/** All expressions that a tree holds, however deep. */
export function expressionsIn(tree: Tree, read: Reader): readonly Expr[] {
  if (Array.isArray(tree)) return tree.flatMap((item) => expressionsIn(item, read))
  if (typeof tree !== 'object' || tree === null) return []
  const names = Object.keys(tree)
  const [name] = names
  if (names.length === 1 && name !== undefined && /^[A-Z]/.test(name)) {
    return wrappers.has(name) ? expressionsIn(part(tree, name), read) : [read.expr(tree)]
  }
  if (/^(?:Select|SetOperation|Query|Values)$/.test(kindOf(part(tree, 'body')))) {
    return [{ kind: 'subquery', query: read.query(tree), use: 'scalar', args: [] }]
  }
  return names.flatMap((name) => (skipped.has(name) ? [] : expressionsIn(part(tree, name), read)))
}

/** Kinds around expressions that are no expressions themselves. */
const wrappers = new Set(
  'Dot Expr Index Slice Subscript Unnamed Bracket Preceding Following DateTimeField Scale'.split(' '),
)

function call(name: string, args: readonly Expr[]): Call {
  return { kind: 'call', name, args }
}

/** Parameters and session variables are names to the parser. */
function columnOf(path: readonly Ident[]): Expr {
  const [first] = path
  if (first && !first.quoted && /^[@:$?]/.test(first.name)) return literal
  if (first && !first.quoted && path.length === 1 && first.name.toUpperCase() === 'DEFAULT') return literal
  // BigQuery: a table's whole path in one pair of backticks.
  const isPath = path.length > 1 && first?.quoted && first.name.includes('.')
  const table = isPath ? first.name.split('.').map((name) => ({ ...first, name })) : []
  return { kind: 'column', path: isPath ? [...table, ...path.slice(1)] : path }
}

function readValue(value: Tree): Expr {
  const number = part(value, 'Number')
  if (Array.isArray(number)) return { kind: 'literal', value: Number(number[0]) }
  const dollar = text(part(value, 'DollarQuotedString'), 'value')
  return { kind: 'literal', value: dollar ?? text(value, 'SingleQuotedString') ?? text(value, 'DoubleQuotedString') }
}

function caseExpr(node: Tree, read: Reader): Expr {
  const conditions = list(node, 'conditions')
  const subject = part(node, 'operand')
  const otherwise = part(node, 'else_result')
  return {
    kind: 'case',
    tests: [subject, ...conditions.map((when) => part(when, 'condition'))].filter(isThere).map(read.expr),
    values: [...conditions.map((when) => part(when, 'result')), otherwise].filter(isThere).map(read.expr),
  }
}

/** DuckDB's `{'x': a}`. */
function dictionary(node: Tree, read: Reader): Expr {
  const entries = Array.isArray(node) ? (node as readonly Tree[]) : []
  const fields = entries.map((entry) => identOf(part(entry, 'key')).name)
  return { kind: 'call', name: '(struct)', args: entries.map((entry) => read.expr(part(entry, 'value'))), fields }
}

/** BigQuery's and Spark's `STRUCT(a AS x, b)`. */
function struct(node: Tree, read: Reader): Expr {
  const values = list(node, 'values')
  const typed = list(node, 'fields').map((field) => text(part(field, 'field_name'), 'value'))
  const fields = values.map(
    (value, index) => text(deep(value, 'Named', 'name'), 'value') ?? typed[index] ?? nameOf(value),
  )
  return { kind: 'call', name: '(struct)', args: values.map(read.expr), fields }
}

function nameOf(value: Tree): string | undefined {
  const path = part(value, 'CompoundIdentifier')
  return text(Array.isArray(path) ? path.at(-1) : part(value, 'Identifier'), 'value')
}

function starExpr(kind: string, node: Tree, read: Reader): Expr {
  if (kind === 'Wildcard') return starOf(node, undefined, read)
  const [first] = Array.isArray(node) ? (node as readonly Tree[]) : []
  return starOf(undefined, pathOf(part(first, 'Identifier') === undefined ? first : node), read)
}

/** `a IN (SELECT ..)`, `EXISTS (SELECT ..)`. */
function tested(kind: string, node: Tree, read: Reader): Expr {
  const query = read.query(part(node, 'subquery'))
  if (kind === 'Exists') return { kind: 'subquery', query, use: 'exists', args: [] }
  return { kind: 'subquery', query, use: 'in', args: [read.expr(part(node, 'expr'))] }
}

function quantified(node: Tree, read: Reader): Expr {
  const left = read.expr(part(node, 'left'))
  const query = deep(node, 'right', 'Subquery')
  if (query === undefined) return call('(any)', [left, read.expr(part(node, 'right'))])
  return { kind: 'subquery', query: read.query(query), use: 'in', args: [left] }
}

/** DuckDB writes lambdas as it writes `json -> path`: outside of the functions that take one, it is the latter. */
function notLambda(node: Tree, read: Reader): Expr {
  return call('(operator)', [
    ...lambdaParams(node).map((param): Expr => ({ kind: 'column', path: [param] })),
    read.expr(part(node, 'body')),
  ])
}

/**
 * `a[1].b`: names right after the column are its path, all else makes a value of it. A function after a dot takes what
 * stands before it as its first argument.
 */
function fieldAccess(node: Tree, read: Reader): Expr {
  const steps = list(node, 'access_chain')
  const root = read.expr(part(node, 'root'))
  const named = root.kind === 'column' ? steps.findIndex((step) => dottedName(step) === undefined) : 0
  const leading = (named === -1 ? steps : steps.slice(0, named)).flatMap((step) => dottedName(step) ?? [])
  const base: Expr = root.kind === 'column' ? { kind: 'column', path: [...root.path, ...leading] } : root
  return steps.slice(leading.length).reduce<Expr>((before, step) => {
    const method = deep(step, 'Dot', 'Function')
    if (method === undefined) {
      const isElement = deep(step, 'Subscript', 'Index') !== undefined
      return call(isElement ? '(element)' : '(field)', [before, ...expressionsIn(part(step, 'Subscript'), read)])
    }
    const made = read.expr({ Function: method })
    return made.kind === 'call' ? { ...made, args: [before, ...made.args] } : call('(field)', [before, made])
  }, base)
}

function dottedName(step: Tree): Ident | undefined {
  const name = deep(step, 'Dot', 'Identifier')
  return name === undefined ? undefined : identOf(name)
}

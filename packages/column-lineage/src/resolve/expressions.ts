import {
  argumentRole,
  isAggregate,
  isGrouping,
  isMasking,
  isUnitOfTime,
  isValueless,
  unitArgument,
} from '../functions.ts'
import type { Call, Expr, Subquery, Window } from '../ir.ts'
import type { Context, Scope } from './context.ts'
import {
  addUse,
  addUses,
  addValue,
  aggregation,
  type Collected,
  collected,
  type Dependencies,
  identity,
  masked,
  nothing,
  transformation,
  use,
} from './dependencies.ts'
import { findMeaning, resolveName } from './names.ts'

/** What the value of an expression is made of, and what decides about it. */
export function evaluate(expr: Expr, scope: Scope, context: Context): Dependencies {
  context.step()
  switch (expr.kind) {
    case 'literal':
      return nothing
    case 'same':
      return context.evaluate(expr.of, scope)
    case 'column':
      return resolveName(expr.path, scope, context)
    case 'lambda':
      return context.evaluate(expr.body, { parent: scope, items: [], params: new Set(expr.params.map(lowered)) })
    case 'case':
      return caseOf(expr.tests, expr.values, scope, context)
    case 'subquery':
      return subquery(expr, scope, context)
    case 'call':
      return call(expr, scope, context)
    case 'star':
      return rowOf(expr, scope, context)
    case 'unknown': {
      context.report('SYNTAX_UNSUPPORTED', `${expr.what} is not followed`, expr.at)
      return allOf(expr.args, transformation, scope, context)
    }
    default:
      return expr satisfies never
  }
}

/** Whether an expression makes one value of many rows, so that `GROUP BY ALL` does not group by it. */
export function hasAggregate(expr: Expr): boolean {
  switch (expr.kind) {
    case 'same':
      return hasAggregate(expr.of)
    case 'call':
      return (expr.over === undefined && isAggregate(expr.name)) || expr.args.some(hasAggregate)
    case 'case':
      return expr.tests.some(hasAggregate) || expr.values.some(hasAggregate)
    case 'unknown':
      return expr.args.some(hasAggregate)
    default:
      return false
  }
}

function lowered(name: string): string {
  return name.toLowerCase()
}

function caseOf(tests: readonly Expr[], values: readonly Expr[], scope: Scope, context: Context): Dependencies {
  const result = collected()
  for (const value of values) addValue(result, context.evaluate(value, scope), transformation)
  for (const test of tests) addUse(result.indirect, context.evaluate(test, scope), use.conditional)
  return result
}

/** A subquery as a value. What decides about its rows decides about this value. */
function subquery({ query, use: as, args }: Subquery, scope: Scope, context: Context): Dependencies {
  const result = collected()
  for (const arg of args) addValue(result, context.evaluate(arg, scope), transformation)
  const rows = context.query(query, scope)
  if (as === 'scalar') addUses(result.indirect, rows.uses)
  else for (const source of rows.uses.keys()) addUses(result.indirect, new Map([[source, use.filter]]))
  if (as === 'exists') return result
  const strength = as === 'in' || rows.columns.length > 1 ? transformation : identity
  for (const column of rows.columns) addValue(result, column.value, strength)
  return result
}

function rowOf(star: Extract<Expr, { kind: 'star' }>, scope: Scope, context: Context): Dependencies {
  const result = collected()
  for (const column of context.star(star, scope)) addValue(result, column.value, transformation)
  context.touch(result)
  return result
}

function allOf(exprs: readonly Expr[], strength: number, scope: Scope, context: Context): Dependencies {
  const result = collected()
  for (const expr of exprs) addValue(result, context.evaluate(expr, scope), strength)
  return result
}

function call(expr: Call, scope: Scope, context: Context): Dependencies {
  const result = collected()
  if (isGrouping(expr.name))
    for (const arg of expr.args) addUse(result.indirect, context.evaluate(arg, scope), use.groupBy)
  else if (!isValueless(expr.name)) addArguments(expr, result, scope, context)
  if (expr.filter) addUse(result.indirect, context.evaluate(expr.filter, scope), use.filter)
  for (const key of expr.order ?? []) addUse(result.indirect, context.evaluate(key, scope), use.sort)
  if (expr.over) addWindow(expr.over, result, scope, context)
  return result
}

function addArguments({ name, of, args }: Call, to: Collected, outer: Scope, context: Context): void {
  // What is aggregated are columns, even where aliases come first.
  const scope = outer.aliasesFirst && isAggregate(name) ? { ...outer, aliasesFirst: false } : outer
  if (name.startsWith('(')) {
    // An operator: what follows is about functions.
    for (const arg of args) addValue(to, context.evaluate(arg, scope), transformation)
    return
  }
  if (name === 'getvariable') addValue(to, variableOf(args, context), transformation)
  const receiver = of && context.rules.functionsAsMethods ? findMeaning(of, scope, context) : undefined
  const step = (isAggregate(name) ? aggregation : transformation) | (isMasking(name) ? masked : 0)
  const unit = unitArgument(name, args.length, context.rules.name)
  if (receiver) addValue(to, receiver.value, step)
  const given = args.filter((arg, index) => !(index === unit && isUnit(arg)))
  for (const [index, arg] of given.entries()) {
    // The number of all rows depends on no column.
    if (arg.kind === 'star' && name === 'count' && !arg.of && arg.pattern === undefined) continue
    const role = argumentRole(name, index, given.length)
    if (role === 'none') continue
    const value = context.evaluate(arg, scope)
    if (role !== 'test') addValue(to, value, step)
    if (role !== 'value') addUse(to.indirect, value, use.conditional)
  }
}

/** DuckDB's `getvariable('name')`. */
function variableOf([name]: readonly Expr[], context: Context): Dependencies {
  const key = name?.kind === 'literal' && typeof name.value === 'string' ? name.value.toLowerCase() : ''
  return context.variable(key) ?? nothing
}

function isUnit(arg: Expr): boolean {
  if (arg.kind === 'call' && arg.name === 'week') return true
  const [word, more] = arg.kind === 'column' ? arg.path : []
  return word !== undefined && more === undefined && !word.quoted && isUnitOfTime(word.name)
}

/** The keys of a window, and of the named windows that it extends. */
function addWindow(window: Window, to: Collected, scope: Scope, context: Context): void {
  const seen = new Set<Window>()
  for (let at: Window | undefined = window; at && !seen.has(at); at = namedWindow(at.base, scope)) {
    seen.add(at)
    for (const key of at.keys) addUse(to.indirect, context.evaluate(key, scope), use.window)
    if (at.base !== undefined && !namedWindow(at.base, scope)) {
      context.report('SYNTAX_UNSUPPORTED', `there is no window \`${at.base}\``)
    }
  }
}

function namedWindow(name: string | undefined, scope: Scope): Window | undefined {
  if (name === undefined) return undefined
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.windows?.[name.toLowerCase()]
    if (found) return found
  }
  return undefined
}

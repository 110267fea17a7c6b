import type { Expr, Ident, Path, Projection, Star } from '../ir.ts'
import { structFields } from '../struct-type.ts'
import type { Context, Scope } from './context.ts'
import { through, transformation } from './dependencies.ts'
import { findMeaning, findRelation } from './names.ts'
import { type Column, type Relation, restColumn } from './relation.ts'

/** The columns that a star stands for, in their order. */
export function expandStar(star: Star, scope: Scope, context: Context): readonly Column[] {
  let columns = star.of ? qualifiedColumns(star.of, scope, context) : allColumns(scope, context)
  if (star.pattern !== undefined) columns = matching(columns, star.pattern, context)
  if (star.except?.length) columns = without(columns, star.except, scope, context)
  for (const { expr, as } of star.replace ?? []) {
    const made = { ...context.named(as), value: context.evaluate(expr, scope) }
    const isThere = columns.some(({ key }) => key === made.key)
    columns = isThere ? columns.map((column) => (column.key === made.key ? made : column)) : [...columns, made]
  }
  for (const { from, as } of star.rename ?? []) {
    const key = context.key(from)
    const rest = columns.find((column) => column.rest)?.rest
    if (columns.some((column) => column.key === key)) {
      columns = columns.map((column) => (column.key === key ? { ...column, ...context.named(as) } : column))
    } else if (rest) columns = [{ ...context.named(as), value: rest.value(context.shown(from)) }, ...columns]
  }
  return columns
}

/**
 * The items of a select list that an item with `COLUMNS('pattern')` inside stands for: one for each column that it is
 * about. Undefined where there is no such thing inside.
 */
export function spreadColumns(
  { expr, as }: Projection,
  scope: Scope,
  context: Context,
): readonly { readonly column: Column; readonly expr: Expr }[] | undefined {
  const star = patternIn(expr)
  if (!star) return undefined
  return expandStar(star, scope, context).map((column) => ({
    column: as ? { ...column, ...context.named(renamedBy(as, column.name, star.pattern ?? '')) } : column,
    expr: filled(expr, column),
  }))
}

/** An alias where `\1` stands for what the first brackets of the pattern matched. */
function renamedBy(as: Ident, name: string, pattern: string): Ident {
  if (!as.name.includes('\\')) return as
  const groups = expressionOf(pattern)?.exec(name)
  return { ...as, name: as.name.replaceAll(/\\(\d)/g, (_, group) => groups?.[Number(group)] ?? '') }
}

function allColumns(scope: Scope, context: Context): readonly Column[] {
  return scope.items.flatMap((item) => {
    for (const relation of item.relations) reportFields(relation, context)
    return [...item.columns, ...item.rests.map(restColumn)]
  })
}

/** A star over elements that may be structs would be a column for each of their fields. */
function reportFields({ fields, names }: Relation, context: Context): void {
  if (fields) context.report('SYNTAX_UNSUPPORTED', `whether \`${names.at(-1) ?? 'UNNEST'}\` has fields is not known`)
}

function qualifiedColumns(of: NonNullable<Star['of']>, scope: Scope, context: Context): readonly Column[] {
  const relation = findRelation(
    of.map((ident) => context.key(ident)),
    scope,
  )
  if (relation && !(relation.value && structFields(relation.type))) {
    reportFields(relation, context)
    return relationColumns(relation)
  }
  const meaning = findMeaning(of, scope, context)
  const name = of.map((ident) => ident.name).join('.')
  if (!meaning) {
    context.report('COLUMN_UNKNOWN', `there is no table or struct \`${name}\` here`, of[0]?.at)
    return []
  }
  const value = through(meaning.value, transformation)
  const fields = structFields(meaning.type)
  if (fields) {
    return fields.map(({ name, type }) => ({ ...context.named({ name, quoted: true }), value, type }))
  }
  context.report('SYNTAX_UNSUPPORTED', `the fields of \`${name}\` are not known`, of[0]?.at)
  return [restColumn({ value: () => value, all: context.unknownOf(value) })]
}

/** The columns without those of these names, which may say of which table. */
function without(
  columns: readonly Column[],
  names: readonly Path[],
  scope: Scope,
  context: Context,
): readonly Column[] {
  const left = names.map((name) => {
    const [key = '', ...qualifier] = name.map((ident) => context.key(ident)).toReversed()
    const relation = findRelation(qualifier.toReversed(), scope)
    return { key, of: qualifier.length > 0 ? (relation?.columns ?? []) : undefined }
  })
  return columns.filter((column) => !left.some(({ key, of }) => column.key === key && (!of || of.includes(column))))
}

function relationColumns({ columns, rest }: Relation): readonly Column[] {
  return rest ? [...columns, restColumn(rest)] : columns
}

function matching(columns: readonly Column[], pattern: string, context: Context): readonly Column[] {
  const expression = expressionOf(pattern)
  if (expression) return columns.filter(({ name, rest }) => rest !== undefined || expression.test(name))
  context.report('SYNTAX_UNSUPPORTED', `the pattern \`${pattern}\` is not one that JavaScript reads`)
  return columns
}

/** DuckDB's patterns are those of RE2, which says at the beginning that case does not count. */
function expressionOf(pattern: string): RegExp | undefined {
  const [lead = '', flags] = /^\(\?([is]+)\)/.exec(pattern) ?? []
  try {
    return new RegExp(pattern.slice(lead.length), flags)
  } catch {
    return undefined
  }
}

function patternIn(expr: Expr): Star | undefined {
  switch (expr.kind) {
    case 'star':
      return expr.pattern === undefined || expr.unpacked ? undefined : expr
    case 'same':
      return patternIn(expr.of)
    case 'call':
      return firstOf(expr.args)
    case 'case':
      return firstOf([...expr.tests, ...expr.values])
    default:
      return undefined
  }
}

function firstOf(exprs: readonly Expr[]): Star | undefined {
  for (const expr of exprs) {
    const found = patternIn(expr)
    if (found) return found
  }
  return undefined
}

/** The expression with one column in the star's place. */
function filled(expr: Expr, column: Column): Expr {
  switch (expr.kind) {
    case 'star':
      return { kind: 'column', path: [{ name: column.name, quoted: true }] }
    case 'same':
      return { kind: 'same', of: filled(expr.of, column) }
    case 'call':
      return { ...expr, args: expr.args.map((arg) => filled(arg, column)) }
    case 'case':
      return {
        kind: 'case',
        tests: expr.tests.map((test) => filled(test, column)),
        values: expr.values.map((value) => filled(value, column)),
      }
    default:
      return expr
  }
}

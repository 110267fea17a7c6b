import type { Expr, Ident, TableFunction } from '../ir.ts'
import { elementType, structFields } from '../struct-type.ts'
import { columnsOfFunction } from '../table-functions.ts'
import type { Context, Scope } from './context.ts'
import { type Dependencies, either, nothing, through, transformation } from './dependencies.ts'
import { type Generated, generatedColumns } from './generators.ts'
import { findMeaning, type Meaning } from './names.ts'
import { type Column, type Relation, renamed } from './relation.ts'
import { typeOf } from './types.ts'

/** The relation that a table function makes: all its values are made of the arguments. */
export function functionRelation(from: TableFunction, scope: Scope, context: Context): Relation {
  if (from.file !== undefined) return fileRelation(from, from.file, context)
  const [only] = from.args
  if (from.name === 'unnest' && from.args.length === 1 && only) {
    const array = only.kind === 'column' ? findMeaning(only.path, scope, context) : madeArray(only, scope, context)
    if (array) return withOrdinal(unnested(from, array, context), from, context)
  }
  const value = valueOf(from, scope, context)
  const columns = generatedColumns({ name: from.name, args: from.args, scope, context })
  const made = Array.isArray(columns) ? generatedRelation(from, columns, context) : madeOf(from, value, context)
  return withOrdinal(made, from, context)
}

function generatedRelation(from: TableFunction, columns: readonly Generated[], context: Context): Relation {
  const own = columns.map(({ name, value, type }) => ({ ...context.named({ name, quoted: true }), value, type }))
  return {
    names: from.as ? [context.key(from.as)] : [from.name],
    columns: renamed(own, from.columns, (ident) => context.named(ident)),
  }
}

/** The elements of an array as a relation of one column, or of a column for each field. */
export function elementRelation(
  array: Meaning,
  as: Ident,
  columns: readonly Ident[] | undefined,
  context: Context,
): Relation {
  const value = through(array.value, transformation)
  const type = elementType(array.type)
  const fields = context.rules.unnestsFields ? structFields(type) : undefined
  const column = context.rules.name === 'duckdb' ? { name: 'unnest' } : as
  const made = fields
    ? fields.map((field) => ({ ...context.named({ name: field.name, quoted: true }), value, type: field.type }))
    : renamed([{ ...context.named(column), value, type }], columns, (ident) => context.named(ident))
  const mayHaveFields = context.rules.unnestsFields && type === undefined
  return {
    names: [context.key(as)],
    columns: made,
    value,
    type,
    fields: mayHaveFields ? { value: () => value, all: value } : undefined,
  }
}

function fileRelation(from: TableFunction, file: string, context: Context): Relation {
  const relation = context.readFile(file)
  const columns = renamed(relation.columns, from.columns, (ident) => context.named(ident))
  return { ...relation, names: [context.key(from.as ?? { name: calledBy(from) })], columns }
}

/** A file is called by its own name without folder and ending; what reads it by a function, as the function. */
function calledBy({ name, file = '' }: TableFunction): string {
  return name === 'file' ? file.replace(/^.*\//, '').replace(/\..*$/, '') : name
}

function unnested(from: TableFunction, array: Meaning, context: Context): Relation {
  const as = from.as ?? { name: context.rules.unnestsFields ? '' : 'unnest' }
  const relation = elementRelation(array, as, from.columns, context)
  return from.as ? relation : { ...relation, names: [] }
}

/** An array that an expression makes, with as much of its type as the expression tells. */
function madeArray(expr: Expr, scope: Scope, context: Context): Meaning {
  return { value: context.evaluate(expr, scope), type: typeOf(expr, scope, context) }
}

function valueOf(from: TableFunction, scope: Scope, context: Context): Dependencies {
  const values = from.args.map((arg) => through(context.evaluate(arg, scope), transformation))
  return values.length > 0 ? either(values) : nothing
}

function madeOf(from: TableFunction, value: Dependencies, context: Context): Relation {
  const known = columnsOfFunction(from.name, context.rules.name)
  const names = from.as ? [context.key(from.as)] : [from.name]
  const own = { names, value }
  if (from.columns?.length && known === undefined) {
    return { names, columns: from.columns.map((ident) => ({ ...context.named(ident), value })) }
  }
  if (known === undefined) {
    context.report('FUNCTION_UNKNOWN', `what \`${from.name}\` makes is not known`, from.as?.at)
    return { ...own, columns: [], rest: { value: () => value, all: context.unknownOf(value) } }
  }
  const listed = known === 'alias' ? oneForEach(from, context) : known.map((name) => ({ name }))
  const columns = listed.map((ident): Column => ({ ...context.named(ident), value }))
  return { ...own, columns: renamed(columns, from.columns, (ident) => context.named(ident)) }
}

/** `unnest(a, b)` makes a column of each array; other functions make one. */
function oneForEach({ name, as, columns, args }: TableFunction, { rules }: Context): readonly Ident[] {
  const count = columns?.length ?? (name === 'unnest' ? args.length : 1)
  return Array.from(
    { length: Math.max(1, count) },
    () => (rules.functionColumn === 'alias' && as) || { name: rules.name === 'spark' ? 'col' : name },
  )
}

/** Adds or replaces the column that counts the rows. */
function withOrdinal(relation: Relation, { ordinal, columns }: TableFunction, context: Context): Relation {
  if (ordinal === undefined) return relation
  if (ordinal !== true) {
    return { ...relation, columns: [...relation.columns, { ...context.named(ordinal), value: nothing }] }
  }
  const last = columns && columns.length > 1 ? columns.at(-1) : undefined
  const counted = { ...context.named(last ?? { name: 'ordinality' }), value: nothing }
  const rest = relation.columns.filter(({ key }) => key !== counted.key)
  return { ...relation, columns: [...rest, counted] }
}

import type { Call, Expr } from '../ir.ts'
import { elementType, structType } from '../struct-type.ts'
import type { Context, Scope } from './context.ts'
import { findMeaning } from './names.ts'

const scalars = 'ARRAY<SCALAR>'

/** Functions of many rows or arguments that make an array of their first one. */
const collecting = /^(?:array_agg|collect_list|collect_set|list)$/

/** Functions whose value is an element of their first argument, or has its type. */
const elements = new Set(['(element)', 'explode', 'explode_outer', 'unnest'])
const choosing = new Set(['(named)', 'any_value', 'first', 'last'])

const typed = new Set(['(struct)', 'struct_pack', 'named_struct', '(array)', 'array', ...elements, ...choosing])

const mapMaking = /^(?:map|str_to_map|map_(?:concat|filter|from_\w+|zip_with)|transform_(?:keys|values))$/

const scalarLists = /^(?:generate_\w+|split|regexp_extract_all|string_split|range|sequence)$/

const arrayMaking = /^(?:array\w*|filter|transform|slice|flatten|map_(?:keys|values|entries)|sort_array)$/

/** The type of a value, as far as it tells fields, elements and maps; undefined where it is not known or matters to nobody. */
export function typeOf(expr: Expr | undefined, scope: Scope, context: Context): string | undefined {
  switch (expr?.kind) {
    case 'same':
      return typeOf(expr.of, scope, context)
    case 'column':
      return findMeaning(expr.path, scope, context)?.type
    case 'call':
      return typeOfCall(expr, scope, context)
    default:
      return undefined
  }
}

/** Whether an expression may have a type that `typeOf` tells: few calls have, which is found faster. */
export function mayHaveType(expr: Expr): boolean {
  return expr.kind === 'same' || (expr.kind === 'call' && (typed.has(expr.name) || collecting.test(expr.name)))
}

function typeOfCall(call: Call, scope: Scope, context: Context): string | undefined {
  const { name, args } = call
  const [first] = args
  if (name === '(struct)' || name === 'struct_pack' || name === 'named_struct') return fieldsType(call, scope, context)
  if (choosing.has(name)) return typeOf(first, scope, context)
  if (elements.has(name)) return elementType(typeOf(first, scope, context))
  if (name === '(array)') return arrayType(args, scope, context)
  if (name === 'array' && first?.kind === 'subquery' && context.rules.unnestsFields)
    return rowsType(first, scope, context)
  if (collecting.test(name)) {
    const element = typeOf(first, scope, context)
    return element && `ARRAY<${element}>`
  }
  if (mapMaking.test(name)) return 'MAP<>'
  if (scalarLists.test(name)) return scalars
  return context.rules.name === 'spark' && arrayMaking.test(name) ? 'ARRAY<>' : undefined
}

/** `STRUCT(a AS x, b)`, `{'x': a}`, `named_struct('x', a)`. */
function fieldsType({ name, args, fields }: Call, scope: Scope, context: Context): string | undefined {
  const isListed = name === 'named_struct'
  const names = isListed ? args.filter((_, index) => index % 2 === 0).map(wordOf) : fields
  const values = isListed ? args.filter((_, index) => index % 2 === 1) : args
  return structType(values.map((value, index) => [names?.[index], typeOf(value, scope, context)]))
}

function wordOf(expr: Expr): string | undefined {
  return expr.kind === 'literal' && typeof expr.value === 'string' ? expr.value : undefined
}

function arrayType(args: readonly Expr[], scope: Scope, context: Context): string | undefined {
  if (args.every((arg) => arg.kind === 'literal')) return scalars
  for (const arg of args) {
    const element = typeOf(arg, scope, context)
    if (element) return `ARRAY<${element}>`
  }
  return context.rules.name === 'spark' ? 'ARRAY<>' : undefined
}

/** `ARRAY(SELECT AS STRUCT a, b ..)`. */
function rowsType({ query }: Extract<Expr, { kind: 'subquery' }>, scope: Scope, context: Context): string | undefined {
  const { columns } = context.query(query, scope)
  if (columns.length < 2 || columns.some(({ rest }) => rest)) return undefined
  const type = structType(columns.map(({ name, type }) => [name, type]))
  return type && `ARRAY<${type}>`
}

import type { Expr } from '../ir.ts'
import { elementType, isMapType, structFields } from '../struct-type.ts'
import { columnsOfFunction } from '../table-functions.ts'
import type { Context, Scope } from './context.ts'
import { type Dependencies, either, nothing, through, transformation } from './dependencies.ts'
import { typeOf } from './types.ts'

/** A column that a generator makes. */
export interface Generated {
  readonly name: string
  readonly value: Dependencies
  readonly type?: string | undefined
}

/** A function that makes rows out of one, with the place where it is called. */
export interface Generator {
  readonly name: string
  readonly args: readonly Expr[]
  readonly scope: Scope
  readonly context: Context
}

/**
 * The columns of a function whose number of columns depends on its arguments. `unknown` where what is known of them does
 * not tell; undefined for all other functions.
 */
export function generatedColumns(call: Generator): readonly Generated[] | 'unknown' | undefined {
  const name = call.name.replace(/_outer$/, '')
  switch (call.context.rules.name) {
    case 'spark':
      return ofSpark(name, call)
    case 'duckdb':
      return name === 'unnest' ? unnestedStruct(call) : undefined
    default:
      return (name === 'unnest' || name === 'rows from') && call.args.length > 1 ? sideBySide(call) : undefined
  }
}

function ofSpark(name: string, call: Generator): readonly Generated[] | 'unknown' | undefined {
  switch (name) {
    case 'explode':
      return exploded(call)
    case 'posexplode': {
      const columns = exploded(call)
      return columns === 'unknown' ? columns : [{ name: 'pos', value: valueOf(call) }, ...columns]
    }
    case 'inline': {
      const fields = structFields(elementType(typeOf(call.args[0], call.scope, call.context)))
      return fields ? fields.map((field) => ({ ...field, value: valueOf(call) })) : 'unknown'
    }
    case 'json_tuple':
      return call.args.slice(1).map((_, index) => ({ name: `c${index}`, value: valueOf(call) }))
    case 'stack':
      return stacked(call)
    default:
      return undefined
  }
}

function exploded(call: Generator): readonly Generated[] | 'unknown' {
  const type = typeOf(call.args[0], call.scope, call.context)
  const value = valueOf(call)
  if (type === undefined) return 'unknown'
  if (!isMapType(type)) return [{ name: 'col', value, type: elementType(type) }]
  return ['key', 'value'].map((name) => ({ name, value }))
}

/** `stack(2, 'a', a, 'b', b)`: as many rows of as many columns as hold all values. */
function stacked({ args, scope, context }: Generator): readonly Generated[] | 'unknown' {
  const [count, ...cells] = args
  const rows = count?.kind === 'literal' && typeof count.value === 'number' ? count.value : 0
  if (rows < 1) return 'unknown'
  const width = Math.ceil(cells.length / rows)
  return Array.from({ length: width }, (_, column) => {
    const own = cells.filter((_, index) => index % width === column)
    const values = own.map((cell) => through(context.evaluate(cell, scope), transformation))
    return { name: `col${column}`, value: either(values) }
  })
}

/** `unnest(a, b)`, `ROWS FROM (f(a), g(b))`: each argument makes columns of its own. */
function sideBySide({ name, args, scope, context }: Generator): readonly Generated[] | undefined {
  const columns = args.map((arg) => {
    const called = name === 'unnest' || arg.kind !== 'call' ? 'unnest' : arg.name
    const known = columnsOfFunction(called, context.rules.name)
    const value = through(context.evaluate(arg, scope), transformation)
    return known === 'alias' ? [{ name: called, value }] : known?.map((column) => ({ name: column, value }))
  })
  return columns.every((made) => made !== undefined) ? columns.flat() : undefined
}

/** DuckDB: a struct that is unnested is a column for each field, and with `recursive` for each field of these. */
function unnestedStruct(call: Generator): readonly Generated[] | 'unknown' | undefined {
  const type = typeOf(call.args[0], call.scope, call.context)
  const isDeep = call.args.length > 1
  if (isDeep && type === undefined) return 'unknown'
  const fields = isDeep ? leaves(elementsIn(type)) : structFields(type)
  return fields?.map((field) => ({ ...field, value: valueOf(call) }))
}

function leaves(type: string | undefined): readonly { readonly name: string; readonly type: string }[] | undefined {
  return structFields(type)?.flatMap((field) => leaves(elementsIn(field.type)) ?? [field])
}

function elementsIn(type: string | undefined): string | undefined {
  const element = elementType(type)
  return element === undefined ? type : elementsIn(element)
}

function valueOf({ args, scope, context }: Generator): Dependencies {
  const values = args.map((arg) => through(context.evaluate(arg, scope), transformation))
  return values.length > 0 ? either(values) : nothing
}

import type { Call, Expr } from '../ir.ts'
import { elementType, structType } from '../struct-type.ts'
import type { Context, Scope } from './context.ts'
import { findMeaning } from './names.ts'

/** The type of an array of which only this is known: its elements have no fields. */
export const scalars = 'ARRAY<SCALAR>'

/** The type of an expression, as far as it matters for fields: of structs, and of arrays of them. */
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

function typeOfCall({ name, args, fields }: Call, scope: Scope, context: Context): string | undefined {
  const [first] = args
  switch (name) {
    case '(struct)':
    case 'struct_pack':
      return structType(args.map((arg, index) => [fields?.[index], typeOf(valueOf(arg), scope, context)]))
    case 'named_struct':
      return structType(
        args.flatMap((arg, index) =>
          index % 2 === 0 ? [[nameOf(arg), typeOf(args[index + 1], scope, context)] as const] : [],
        ),
      )
    case '(array)':
      return arrayOf(args, scope, context)
    case 'array_agg':
    case 'collect_list':
    case 'collect_set':
    case 'list':
      return listOf(typeOf(first, scope, context))
    case 'any_value':
    case 'first':
    case 'last':
      return typeOf(first, scope, context)
    case '(element)':
    case 'explode':
    case 'explode_outer':
    case 'unnest':
      return elementType(typeOf(first, scope, context))
    default:
      return undefined
  }
}

function arrayOf(args: readonly Expr[], scope: Scope, context: Context): string | undefined {
  const typed = args.find((arg) => typeOf(arg, scope, context) !== undefined)
  if (typed) return listOf(typeOf(typed, scope, context))
  return args.every((arg) => arg.kind === 'literal') ? scalars : undefined
}

function listOf(type: string | undefined): string | undefined {
  return type === undefined ? undefined : `ARRAY<${type}>`
}

/** `value AS name` of a struct without its name. */
function valueOf(arg: Expr): Expr {
  return (arg.kind === 'call' && arg.name === '(named)' && arg.args[0]) || arg
}

function nameOf(arg: Expr): string | undefined {
  return arg.kind === 'literal' && typeof arg.value === 'string' ? arg.value : undefined
}

import { takesOrderAsValue } from '../../functions.ts'
import type { Expr, Window } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isThere, kindOf, list, part, text, type Tree } from '../tree.ts'
import { identOf, lambdaParams, pathOf } from './names.ts'
import { starOf } from './stars.ts'

/** DuckDB's and Spark's functions that take a lambda, after what it is applied to. */
const takesLambda =
  /^(?:(?:list|array)_(?:transform|apply|filter|reduce|sort)|apply|filter|reduce|aggregate|transform|transform_keys|transform_values|exists|forall|zip_with|map_filter|map_zip_with|any_match|all_match|columns)$/

/** Clauses inside a call's brackets that hold no columns. */
const harmlessClauses = new Set(
  'IgnoreOrRespectNulls OnOverflow Separator JsonNullClause JsonReturningClause'.split(' '),
)

/** The call around what stands for `*COLUMNS(..)`: see `respell`. */
const unpackMarker = '__unpack'

/** Lowers a call of a function. */
export function readCall(node: Tree, read: Reader): Expr {
  const path = pathOf(part(node, 'name'))
  const name = (path.at(-1)?.name ?? '').toLowerCase()
  const { args, order } = argumentsOf(name, part(node, 'args'), read)
  if (name === 'columns' && args.length <= 1) return columnsStar(args[0])
  const [only] = args
  if (name === unpackMarker && only?.kind === 'star') return { ...only, unpacked: true }
  const within = list(node, 'within_group').map((key) => read.expr(part(key, 'expr')))
  const orderIsValue = takesOrderAsValue(name)
  const filter = part(node, 'filter')
  const over = part(node, 'over')
  return {
    kind: 'call',
    name,
    of: path.length > 1 ? path.slice(0, -1) : undefined,
    args: [...args, ...(orderIsValue ? within : [])],
    order: orderIsValue ? order : [...order, ...within],
    ...(name === 'struct_pack' ? { fields: argumentNames(node) } : {}),
    filter: isThere(filter) ? read.expr(filter) : undefined,
    over: isThere(over) ? windowOf(over, read) : undefined,
  }
}

/** The names of arguments such as `k := a`. */
function argumentNames(node: Tree): readonly (string | undefined)[] {
  return list(deep(node, 'args', 'List'), 'args').map((arg) => {
    const name = part(inside(arg), 'name')
    return isThere(name) ? identOf(name).name : undefined
  })
}

/** The arguments of a function in FROM. */
export function tableArguments(tree: Tree, read: Reader): readonly Expr[] {
  return argumentsOf('', tree, read).args
}

/** A window, as a call or a WINDOW clause has it. */
export function windowOf(tree: Tree, read: Reader): Window {
  if (kindOf(tree) === 'NamedWindow') return { base: identOf(inside(tree)).name, keys: [] }
  const spec = part(tree, 'WindowSpec') ?? tree
  const base = part(spec, 'window_name')
  const frame = part(spec, 'window_frame')
  const bounds = [part(frame, 'start_bound'), part(frame, 'end_bound')].map(inside).filter(isThere)
  return {
    base: isThere(base) ? identOf(base).name : undefined,
    keys: [
      ...list(spec, 'partition_by').map(read.expr),
      ...list(spec, 'order_by').map((key) => read.expr(part(key, 'expr'))),
      ...bounds.map(read.expr),
    ],
  }
}

interface Arguments {
  readonly args: readonly Expr[]
  readonly order: readonly Expr[]
}

function argumentsOf(name: string, tree: Tree, read: Reader): Arguments {
  const query = part(tree, 'Subquery')
  if (query !== undefined)
    return { args: [{ kind: 'subquery', query: read.query(query), use: 'scalar', args: [] }], order: [] }
  const listed = Array.isArray(tree) ? tree : list(part(tree, 'List') ?? tree, 'args')
  const clauses = list(part(tree, 'List') ?? tree, 'clauses')
  const args = listed.map((arg, index) => argument(name, arg, index, read))
  return { args, order: clauses.flatMap((clause) => clauseKeys(clause, read)) }
}

function argument(name: string, tree: Tree, index: number, read: Reader): Expr {
  const kind = kindOf(tree)
  const given = kind === 'Unnamed' ? inside(tree) : part(inside(tree), 'arg')
  switch (kindOf(given)) {
    case 'Wildcard':
      return { kind: 'star' }
    case 'WildcardWithOptions':
      return starOf(inside(given), undefined, read)
    case 'QualifiedWildcard':
      return { kind: 'star', of: pathOf(inside(given)) }
    default: {
      const expr = part(given, 'Expr')
      return kindOf(expr) === 'Lambda' ? lambda(name, inside(expr), index, read) : read.expr(expr)
    }
  }
}

function lambda(name: string, node: Tree, index: number, read: Reader): Expr {
  const isLambda =
    text(node, 'syntax') === 'LambdaKeyword' || (takesLambda.test(name) && (index > 0 || name === 'columns'))
  if (!isLambda) return read.expr({ Lambda: node })
  return { kind: 'lambda', params: lambdaParams(node).map((param) => param.name), body: read.expr(part(node, 'body')) }
}

/** ORDER BY, HAVING MAX and LIMIT inside of a call's brackets. */
function clauseKeys(clause: Tree, read: Reader): readonly Expr[] {
  switch (kindOf(clause)) {
    case 'OrderBy':
      return list(clause, 'OrderBy').map((key) => read.expr(part(key, 'expr')))
    case 'Having': {
      const bound = inside(clause)
      return [read.expr(Array.isArray(bound) ? bound[1] : bound)]
    }
    case 'Limit':
      return [read.expr(inside(clause))]
    default:
      return harmlessClauses.has(kindOf(clause)) ? [] : [{ kind: 'unknown', what: `\`${kindOf(clause)}\``, args: [] }]
  }
}

/** `COLUMNS('pattern')`, `COLUMNS(*)`, `COLUMNS(['a', 'b'])`, `COLUMNS(c -> ..)`. */
function columnsStar(arg: Expr | undefined): Expr {
  if (arg === undefined) return { kind: 'unknown', what: '`COLUMNS`', args: [] }
  if (arg.kind === 'star') return { ...arg, pattern: '' }
  if (arg.kind === 'literal' && typeof arg.value === 'string') return { kind: 'star', pattern: arg.value }
  const names = namesIn(arg)
  if (names) return { kind: 'star', pattern: `^(?:${names.map(escaped).join('|')})$` }
  return { kind: 'unknown', what: '`COLUMNS` of this', args: [{ kind: 'star' }] }
}

function namesIn(arg: Expr): readonly string[] | undefined {
  if (arg.kind !== 'call' || arg.name !== '(array)') return undefined
  const names = arg.args.flatMap((name) =>
    name.kind === 'literal' && typeof name.value === 'string' ? [name.value] : [],
  )
  return names.length === arg.args.length ? names : undefined
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}

import type { Body, Cte, Expr, From, Projection, Query, Select, Window, WithClause } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { inside, isSet, isThere, kindOf, list, part, text, type Tree, unknownParts } from '../tree.ts'
import { windowOf } from './calls.ts'
import { expressionsIn } from './expressions.ts'
import { lateralView } from './from.ts'
import { identOf } from './names.ts'
import { piped } from './pipes.ts'
import { projectionsOf } from './projections.ts'

const queryParts = new Set('with body order_by limit_clause fetch locks pipe_operators format_clause'.split(' '))

const selectParts = new Set(
  `select_token optimizer_hint optimizer_hints select_modifiers distinct top top_before_distinct projection into from lateral_views selection
  group_by cluster_by distribute_by sort_by having named_window qualify window_before_qualify value_table_mode flavor`.split(
    /\s+/,
  ),
)

const changes = new Set(['Insert', 'Update', 'Delete', 'Merge'])

/** Lowers a query of sqlparser-rs. */
export function readQuery(tree: Tree, read: Reader): Query {
  const order = part(part(tree, 'order_by'), 'kind')
  const body = part(tree, 'body')
  const query: Query = {
    kind: 'select-query',
    ...withClause(tree, read),
    body: readBody(body, read),
    order: orderOf(order, body, read),
    limit: expressionsIn(inside(part(tree, 'limit_clause')), read),
    doubts: [
      ...doubtsOf(tree, queryParts),
      ...(kindOf(body) === 'Select' ? [...doubtsOf(inside(body), selectParts), ...valueDoubts(inside(body))] : []),
    ],
  }
  return piped(query, list(tree, 'pipe_operators'), read)
}

/** The keys of ORDER BY. Where ALL is no keyword to the parser, it is one name. */
function orderOf(tree: Tree, body: Tree, read: Reader): Query['order'] {
  const keys = sortKeys(list(tree, 'Expressions'), read)
  const [only, more] = keys
  const name = only?.kind === 'column' && more === undefined ? only.path[0] : undefined
  const isAll = kindOf(tree) === 'All' || (name && !name.quoted && name.name.toUpperCase() === 'ALL')
  return isAll ? 'all' : [...keys, ...clusterKeys(body, read)]
}

/** The WITH clause of a query. */
export function withClause(tree: Tree, read: Reader): WithClause {
  const clause = part(tree, 'with')
  return { ctes: list(clause, 'cte_tables').map((item) => cte(item, read)), recursive: isSet(clause, 'recursive') }
}

/** A statement that stands where a query could: its tree; undefined for a query. */
export function changeIn(query: Tree): Tree {
  const body = part(query, 'body')
  return changes.has(kindOf(body)) ? inside(body) : undefined
}

/** The keys of an ORDER BY list. */
export function sortKeys(keys: readonly Tree[], read: Reader): readonly Expr[] {
  return keys.map((key) => read.expr(part(key, 'expr')))
}

/** The keys of a grouping, also of those in GROUPING SETS, ROLLUP and CUBE. */
export function groupKeys(key: Expr): readonly Expr[] {
  const isList = key.kind === 'call' && /^\((?:groupingsets|rollup|cube|tuple)\)$/.test(key.name)
  return isList ? key.args.flatMap(groupKeys) : [key]
}

/** BigQuery's `SELECT AS VALUE`: the columns are the fields of a value. */
function valueDoubts(select: Tree): NonNullable<Query['doubts']> {
  const isStruct = kindOf(inside(list(select, 'projection')[0])) === 'Struct'
  return isOfValues(select) && !isStruct ? [{ what: '`SELECT AS VALUE`' }] : []
}

function isOfValues(select: Tree): boolean {
  return text(select, 'value_table_mode')?.endsWith('AsValue') ?? false
}

/** `SELECT AS VALUE STRUCT(a AS x, b)` makes the columns x and b. */
function fieldsOf({ expr }: Projection): readonly Projection[] {
  if (expr.kind !== 'call' || !expr.fields) return [{ expr }]
  const values = expr.args.map((arg) => (arg.kind === 'call' && arg.name === '(named)' && arg.args[0]) || arg)
  return values.map((value, index) => ({ expr: value, as: { name: expr.fields?.[index] ?? '', quoted: true } }))
}

function doubtsOf(tree: Tree, known: ReadonlySet<string>): NonNullable<Query['doubts']> {
  return unknownParts(tree, known).map((name) => ({ what: `\`${name}\`` }))
}

function cte(tree: Tree, read: Reader): Cte {
  const alias = part(tree, 'alias')
  const columns = list(alias, 'columns').map((column) => identOf(part(column, 'name')))
  const query = part(tree, 'query')
  const change = changeIn(query)
  return {
    name: identOf(part(alias, 'name')),
    columns: columns.length > 0 ? columns : undefined,
    body: change === undefined ? read.query(query) : read.statement(query),
  }
}

function readBody(tree: Tree, read: Reader): Body {
  const node = inside(tree)
  switch (kindOf(tree)) {
    case 'Select':
      return select(node, read)
    case 'Query':
      return { kind: 'nested', query: read.query(node) }
    case 'SetOperation': {
      const op = text(node, 'op')
      return {
        kind: 'set',
        op: op === 'Union' ? 'union' : op === 'Intersect' ? 'intersect' : 'except',
        left: readBody(part(node, 'left'), read),
        right: readBody(part(node, 'right'), read),
        byName: /ByName/.test(text(node, 'set_quantifier') ?? ''),
      }
    }
    case 'Values':
      return { kind: 'values', rows: list(node, 'rows').map((row) => rowOf(row).map(read.expr)) }
    case 'Table': {
      const name = [text(node, 'schema_name'), text(node, 'table_name')].flatMap((part) =>
        part ? [{ name: part }] : [],
      )
      return starSelect([{ kind: 'table', name }])
    }
    default:
      return starSelect([{ kind: 'unknown', what: `\`${kindOf(tree)}\``, args: expressionsIn(node, read) }])
  }
}

function rowOf(row: Tree): readonly Tree[] {
  return Array.isArray(row) ? row : list(row, 'content')
}

/** `SELECT * FROM ..` */
export function starSelect(from: readonly From[]): Select {
  return { kind: 'select', distinct: false, projections: [{ expr: { kind: 'star' } }], from, group: [], windows: {} }
}

function select(node: Tree, read: Reader): Select {
  const distinct = part(node, 'distinct')
  const mode = text(node, 'value_table_mode') ?? ''
  const group = part(node, 'group_by')
  const listed = projectionsOf(list(node, 'projection'), read)
  const isBare = text(node, 'flavor') === 'FromFirstNoSelect' && listed.length === 0
  return {
    kind: 'select',
    distinct: distinct === 'Distinct' || isThere(part(distinct, 'Distinct')) || mode.startsWith('Distinct'),
    distinctOn: list(distinct, 'On').map(read.expr),
    projections: isBare ? [{ expr: { kind: 'star' } }] : isOfValues(node) ? listed.flatMap(fieldsOf) : listed,
    from: [...list(node, 'from').map(read.from), ...list(node, 'lateral_views').map((view) => lateralView(view, read))],
    where: optional(part(node, 'selection'), read),
    group: kindOf(group) === 'All' ? 'all' : groupsOf(group, read).flatMap(groupKeys),
    having: optional(part(node, 'having'), read),
    qualify: optional(part(node, 'qualify'), read),
    windows: windowsOf(node, read),
  }
}

/** The keys of GROUP BY; the second list holds modifiers such as `WITH ROLLUP`, which add none. */
function groupsOf(group: Tree, read: Reader): readonly Expr[] {
  const [keys] = list(group, 'Expressions')
  return Array.isArray(keys) ? keys.map(read.expr) : []
}

/** Spark's SORT BY and CLUSTER BY put rows in order as well. DISTRIBUTE BY only says where they are worked on. */
function clusterKeys(body: Tree, read: Reader): readonly Expr[] {
  const node = part(body, 'Select')
  return [...sortKeys(list(node, 'sort_by'), read), ...list(node, 'cluster_by').map(read.expr)]
}

function optional(tree: Tree, read: Reader): Expr | undefined {
  return isThere(tree) ? read.expr(tree) : undefined
}

function windowsOf(node: Tree, read: Reader): Readonly<Record<string, Window>> {
  const windows: Record<string, Window> = {}
  for (const item of list(node, 'named_window')) {
    const [name, definition]: readonly Tree[] = Array.isArray(item) ? item : []
    windows[identOf(name).name.toLowerCase()] = windowOf(definition, read)
  }
  return windows
}

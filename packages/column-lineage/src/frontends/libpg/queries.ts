import type { Body, Cte, Expr, Projection, Query, Select, Window, WithClause } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isSet, kindOf, list, part, text, type Tree, unknownParts } from '../tree.ts'
import { columnName } from './column-names.ts'
import { sortKeys, windowOf } from './expressions.ts'
import { ident, names, placeOf } from './names.ts'

const knownParts = new Set(
  `all distinctClause fromClause groupClause groupDistinct havingClause intoClause larg limitCount limitOffset limitOption
  lockingClause op rarg sortClause targetList valuesLists whereClause windowClause withClause`.split(/\s+/),
)

/** Lowers a `SelectStmt` of PostgreSQL's parser. */
export function readQuery(tree: Tree, read: Reader): Query {
  const node = part(tree, 'SelectStmt') ?? tree
  const limits = [part(node, 'limitCount'), part(node, 'limitOffset')].filter((limit) => limit !== undefined)
  return {
    kind: 'select-query',
    ...withClause(node, read),
    body: bodyOf(node, read),
    order: sortKeys(list(node, 'sortClause'), read),
    limit: limits.map(read.expr),
    doubts: unknownParts(node, knownParts).map((name) => ({ what: `\`${name}\`` })),
  }
}

/** A query without clauses: what a statement that has no query reads. */
export const emptyQuery: Query = {
  kind: 'select-query',
  ctes: [],
  recursive: false,
  body: { kind: 'values', rows: [] },
  order: [],
}

/** The WITH clause of a statement. */
export function withClause(node: Tree, read: Reader): WithClause {
  const clause = part(node, 'withClause')
  return {
    ctes: list(clause, 'ctes').map((item) => cte(part(item, 'CommonTableExpr'), read)),
    recursive: isSet(clause, 'recursive'),
  }
}

/** A select list, or what RETURNING lists. */
export function projectionOf(item: Tree, read: Reader): Projection {
  const target = part(item, 'ResTarget')
  const name = text(target, 'name')
  const value = part(target, 'val')
  const expr = read.expr(value)
  return name === undefined ? { expr, called: ident(columnName(value)) } : { expr, as: ident(name, placeOf(target)) }
}

function cte(node: Tree, read: Reader): Cte {
  const body = part(node, 'ctequery')
  return {
    name: ident(text(node, 'ctename') ?? '', placeOf(node)),
    columns: names(node, 'aliascolnames'),
    body: kindOf(body) === 'SelectStmt' ? read.query(body) : read.statement(body),
    added: [...searchColumns(part(node, 'search_clause')), ...cycleColumns(part(node, 'cycle_clause'))],
  }
}

/** `SEARCH DEPTH FIRST BY a SET place`. */
function searchColumns(clause: Tree): NonNullable<Cte['added']> {
  const name = text(clause, 'search_seq_column')
  return name === undefined ? [] : [{ name: ident(name), of: names(clause, 'search_col_list') ?? [] }]
}

/** `CYCLE a SET mark USING path`. */
function cycleColumns(clause: Tree): NonNullable<Cte['added']> {
  const [mark, path] = [text(clause, 'cycle_mark_column'), text(clause, 'cycle_path_column')]
  const of = names(clause, 'cycle_col_list') ?? []
  if (mark === undefined || path === undefined) return []
  return [
    { name: ident(mark), of, isMark: true },
    { name: ident(path), of },
  ]
}

function bodyOf(node: Tree, read: Reader): Body {
  const op = text(node, 'op')
  if (op !== undefined && op !== 'SETOP_NONE') {
    return {
      kind: 'set',
      op: op === 'SETOP_UNION' ? 'union' : op === 'SETOP_EXCEPT' ? 'except' : 'intersect',
      left: sideOf(part(node, 'larg'), read),
      right: sideOf(part(node, 'rarg'), read),
      byName: false,
    }
  }
  const rows = list(node, 'valuesLists')
  if (rows.length > 0)
    return { kind: 'values', rows: rows.map((row) => list(part(row, 'List'), 'items').map(read.expr)) }
  return select(node, read)
}

/** A side of a set operation, which may have clauses of its own. */
function sideOf(node: Tree, read: Reader): Body {
  const hasClauses = ['withClause', 'sortClause', 'limitCount', 'limitOffset'].some(
    (name) => part(node, name) !== undefined,
  )
  return hasClauses ? { kind: 'nested', query: read.query(node) } : bodyOf(node, read)
}

function select(node: Tree, read: Reader): Select {
  const distinct = part(node, 'distinctClause')
  const distinctOn = list(node, 'distinctClause').filter((key) => kindOf(key) !== '')
  const where = part(node, 'whereClause')
  const having = part(node, 'havingClause')
  return {
    kind: 'select',
    distinct: distinct !== undefined && distinctOn.length === 0,
    distinctOn: distinctOn.map(read.expr),
    projections: list(node, 'targetList').map((item) => projectionOf(item, read)),
    from: list(node, 'fromClause').map(read.from),
    where: where === undefined ? undefined : read.expr(where),
    group: list(node, 'groupClause').flatMap((key) => groupKeys(read.expr(key))),
    having: having === undefined ? undefined : read.expr(having),
    windows: windowsOf(node, read),
  }
}

/** The keys of a grouping, also of those in GROUPING SETS, ROLLUP and CUBE. */
function groupKeys(key: Expr): readonly Expr[] {
  const isList = key.kind === 'call' && /^\((?:groupingsets|list|rowexpr)\)$/.test(key.name)
  return isList ? key.args.flatMap(groupKeys) : [key]
}

function windowsOf(node: Tree, read: Reader): Readonly<Record<string, Window>> {
  const windows: Record<string, Window> = {}
  for (const item of list(node, 'windowClause')) {
    const definition = inside(item)
    const name = text(definition, 'name') ?? ''
    windows[name.toLowerCase()] = { ...windowOf(definition, read), base: text(definition, 'refname') }
  }
  return windows
}

/** Whether a query writes its rows into a table (`SELECT .. INTO`). */
export function intoOf(tree: Tree): Tree {
  return deep(tree, 'SelectStmt', 'intoClause', 'rel')
}

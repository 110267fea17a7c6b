import type { Assignment, From, Ident, Insert, MergeClause, Path, Query, Statement, WithClause } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isThere, kindOf, list, part, text, type Tree } from '../tree.ts'
import { identOf, nameOf, pathOf } from './names.ts'
import { projectionsOf } from './projections.ts'

/** Stand for `*` where the parser takes no star: see `respell`. */
const starMarkers = new Map<string, MergeClause['star']>([
  ['__star', true],
  ['__star_adding', 'adding'],
])

export const noCtes: WithClause = { ctes: [], recursive: false }

/** What a statement without a query inserts. */
export const noRows: Query = {
  kind: 'select-query',
  ctes: [],
  recursive: false,
  body: { kind: 'values', rows: [] },
  order: [],
}

/** INSERT of sqlparser-rs. */
export function insert(node: Tree, clause: WithClause, read: Reader): Statement {
  const columns = [...list(node, 'columns'), ...list(node, 'after_columns')].map(
    (column) => pathOf(column).at(-1) ?? identOf(column),
  )
  const source = part(node, 'source')
  const alias = deep(node, 'table_alias', 'alias')
  const name = nameOf(deep(node, 'table', 'TableName'))
  const as = isThere(alias) ? identOf(alias) : undefined
  const action = deep(node, 'on', 'OnConflict', 'action', 'DoUpdate')
  const where = part(action, 'selection')
  const made: Insert = {
    kind: 'insert',
    name,
    as,
    columns: columns.length > 0 ? columns : undefined,
    query: isThere(source) ? read.query(source) : noRows,
    byName: false,
    partition: partitionOf(list(node, 'partitioned')),
    conflict: isThere(action)
      ? {
          set: assignments(list(action, 'assignments'), [name, as ? [as] : []], read),
          where: isThere(where) ? read.expr(where) : undefined,
        }
      : undefined,
    returning: projectionsOf(list(node, 'returning'), read),
    ...clause,
  }
  return name.length > 0 ? made : { kind: 'unknown', what: 'an INSERT into this' }
}

/** `PARTITION (day = '2024-01-01', hour)`. */
function partitionOf(items: readonly Tree[]): Insert['partition'] {
  if (items.length === 0) return undefined
  const constants = items
    .filter((item) => kindOf(item) === 'BinaryOp')
    .map((item) => identOf(deep(item, 'BinaryOp', 'left')))
  return { constants, dynamic: items.filter((item) => kindOf(item) !== 'BinaryOp').map(identOf) }
}

/** UPDATE of sqlparser-rs. */
export function update(node: Tree, clause: WithClause, read: Reader): Statement {
  const target = read.from(part(node, 'table'))
  const from = part(node, 'from')
  const listed = Array.isArray(inside(from)) ? (inside(from) as readonly Tree[]) : []
  const where = part(node, 'selection')
  return {
    kind: 'update',
    target,
    set: assignments(list(node, 'assignments'), namesOf(target), read),
    from: listed.map(read.from),
    where: isThere(where) ? read.expr(where) : undefined,
    returning: projectionsOf(list(node, 'returning'), read),
    ...clause,
  }
}

/** DELETE of sqlparser-rs. */
export function remove(node: Tree, clause: WithClause, read: Reader): Statement {
  const from = inside(part(node, 'from'))
  const [target, ...others] = Array.isArray(from) ? (from as readonly Tree[]) : []
  if (target === undefined || others.length > 0) return { kind: 'unknown', what: 'this DELETE' }
  const where = part(node, 'selection')
  return {
    kind: 'delete',
    target: read.from(target),
    using: list(node, 'using').map(read.from),
    where: isThere(where) ? read.expr(where) : undefined,
    returning: projectionsOf(list(node, 'returning'), read),
    ...clause,
  }
}

/** MERGE of sqlparser-rs. */
export function merge(node: Tree, clause: WithClause, read: Reader): Statement {
  const target = read.from(part(node, 'table'))
  return {
    kind: 'merge',
    target,
    source: read.from(part(node, 'source')),
    on: read.expr(part(node, 'on')),
    clauses: list(node, 'clauses').map((item) => mergeClause(item, target, read)),
    ...clause,
  }
}

function mergeClause(tree: Tree, target: From, read: Reader): MergeClause {
  const predicate = part(tree, 'predicate')
  const sees = seenBy(text(tree, 'clause_kind'))
  const when = isThere(predicate) ? { sees, condition: read.expr(predicate) } : { sees }
  const action = part(tree, 'action')
  const node = inside(action)
  if (kindOf(action) === 'Update') {
    const set = assignments(list(node, 'assignments'), namesOf(target), read)
    const star = starMarkers.get(set[0]?.columns[0]?.name ?? '')
    return star ? { ...when, star } : { ...when, set }
  }
  if (kindOf(action) !== 'Insert') return when
  if (kindOf(part(node, 'kind')) === 'Row') return { ...when, star: true }
  const [row] = list(deep(node, 'kind', 'Values'), 'rows')
  const columns = list(node, 'columns').map((column) => pathOf(column).at(-1) ?? identOf(column))
  const values = (Array.isArray(row) ? row : list(row, 'content')).map(read.expr)
  const star = starMarkers.get(columns[0]?.name ?? '')
  if (star) return { ...when, star }
  return { ...when, insert: { columns: columns.length > 0 ? columns : undefined, values } }
}

function seenBy(clause: string | undefined): MergeClause['sees'] {
  if (clause === 'NotMatchedBySource') return 'target'
  return clause?.startsWith('NotMatched') ? 'source' : undefined
}

function assignments(items: readonly Tree[], target: readonly Path[], read: Reader): readonly Assignment[] {
  return items.map((item) => {
    const several = list(part(item, 'target'), 'Tuple')
    const paths = several.length > 0 ? several : [deep(item, 'target', 'ColumnName')]
    const columns = paths.map((path) => columnIn(pathOf(path), target))
    const last = pathOf(paths[0]).at(-1)?.name
    return { columns, expr: read.expr(part(item, 'value')), partial: paths.length === 1 && columns[0]?.name !== last }
  })
}

/** The column that a path in SET names: after the target's own name where that stands before, else the first. */
function columnIn(path: Path, target: readonly Path[]): Ident {
  const isQualified = target.some((name) => name.at(-1)?.name.toLowerCase() === path[0]?.name.toLowerCase())
  return (path.length > 1 && isQualified ? path[1] : path[0]) ?? { name: '' }
}

function namesOf(target: From): readonly Path[] {
  return target.kind === 'table' ? [target.name, target.as ? [target.as] : []] : []
}

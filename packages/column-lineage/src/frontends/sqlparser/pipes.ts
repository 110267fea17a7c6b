import type { Body, Expr, From, Projection, Query, Select, SetOperation } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, kindOf, list, part, type Tree } from '../tree.ts'
import { joinTo } from './from.ts'
import { identOf, pathOf } from './names.ts'
import { readPivot } from './pivots.ts'
import { projectionsOf } from './projections.ts'

/** BigQuery's pipe syntax: each operator is a query over what stands before it. */
export function piped(query: Query, operators: readonly Tree[], read: Reader): Query {
  return operators.reduce<Query>((before, operator) => pipe(before, operator, read), query)
}

function pipe(before: Query, operator: Tree, read: Reader): Query {
  const node = inside(operator)
  switch (kindOf(operator)) {
    case 'Where':
      return filtered(before, read.expr(part(node, 'expr')))
    case 'Select':
      return selected(before, projectionsOf(list(node, 'exprs'), read))
    case 'Extend':
      return over(before, { projections: [all, ...projectionsOf(list(node, 'exprs'), read)] })
    case 'Set':
      return over(before, {
        projections: [
          { expr: { kind: 'star', replace: list(node, 'assignments').map((item) => replaced(item, read)) } },
        ],
      })
    case 'Drop':
      return over(before, {
        projections: [{ expr: { kind: 'star', except: list(node, 'columns').map((column) => [identOf(column)]) } }],
      })
    case 'Rename': {
      const rename = list(node, 'mappings').map((item) => ({
        from: identOf(part(item, 'ident')),
        as: identOf(part(item, 'alias')),
      }))
      return over(before, { projections: [{ expr: { kind: 'star', rename } }] })
    }
    case 'Aggregate':
      return aggregate(before, node, read)
    case 'OrderBy':
      return { ...over(before, {}), order: list(node, 'exprs').map((key) => read.expr(part(key, 'expr'))) }
    case 'Join':
      return over(before, { from: [joinTo(joinedSource(before), node, read)] })
    case 'Pivot':
      return fromOnly(readPivot(node, sourceOf(before), read))
    case 'Unpivot':
      return fromOnly(unpivoted(before, node))
    case 'As':
      return fromOnly({ kind: 'query', query: before, lateral: false, as: identOf(part(node, 'alias')) })
    case 'Union':
    case 'Except':
    case 'Intersect':
      return combined(before, kindOf(operator).toLowerCase() as SetOperation['op'], list(node, 'queries'), read)
    case 'Limit':
    case 'TableSample':
      return before
    default:
      return { ...fromOnly(nested(before)), doubts: [{ what: `the pipe operator \`${kindOf(operator)}\`` }] }
  }
}

/** Stands first in a select list that is DISTINCT: see `respell`. */
const distinctMarker = '__distinct'

function selected(before: Query, projections: readonly Projection[]): Query {
  const [first, ...others] = projections
  const distinct = first?.expr.kind === 'column' && first.expr.path[0]?.name === distinctMarker
  return over(before, { distinct, projections: distinct ? others : projections })
}

const all: Projection = { expr: { kind: 'star' } }

/** The query when it is no more than `SELECT * FROM .. WHERE ..`: its tables can still be named after it. */
function plainSelect({ body, ctes, order, limit, doubts }: Query): Select | undefined {
  if (doubts?.length) return undefined
  if (body.kind !== 'select' || ctes.length > 0 || order.length > 0 || (limit && limit.length > 0)) return undefined
  const [only] = body.projections
  const isStar = body.projections.length === 1 && only !== undefined && isBare(only)
  return isStar && body.group.length === 0 && !body.distinct && !body.having && !body.qualify ? body : undefined
}

function isBare({ expr }: Projection): boolean {
  if (expr.kind !== 'star' || expr.of) return false
  return !expr.except?.length && !expr.replace?.length && !expr.rename?.length
}

function over(before: Query, parts: Partial<Select>): Query {
  const plain = plainSelect(before)
  const base = plain ?? { ...emptySelect, from: [nested(before)] }
  return { kind: 'select-query', ctes: [], recursive: false, body: { ...base, ...parts }, order: [] }
}

const emptySelect: Select = { kind: 'select', distinct: false, projections: [all], from: [], group: [], windows: {} }

function fromOnly(from: From): Query {
  return { kind: 'select-query', ctes: [], recursive: false, body: { ...emptySelect, from: [from] }, order: [] }
}

function nested(query: Query): From {
  return { kind: 'query', query, lateral: false }
}

/** What stands before as one item of a FROM clause. */
function sourceOf(before: Query): From {
  return plainSelect(before)?.where ? nested(before) : joinedSource(before)
}

/** What a join joins to; a filter before the join stays with the query. */
function joinedSource(before: Query): From {
  const [only, more] = plainSelect(before)?.from ?? []
  return only && !more ? only : nested(before)
}

function filtered(before: Query, test: Expr): Query {
  const where = plainSelect(before)?.where
  return over(before, { where: where ? { kind: 'call', name: '(and)', args: [where, test] } : test })
}

function replaced(assignment: Tree, read: Reader) {
  const [first = { name: '' }] = pathOf(deep(assignment, 'target', 'ColumnName'))
  return { expr: read.expr(part(assignment, 'value')), as: first }
}

/** AGGREGATE: the group keys come first. What says ASC or DESC is sorted by. */
function aggregate(before: Query, node: Tree, read: Reader): Query {
  const keys = list(node, 'group_by_expr')
  const made = [...keys, ...list(node, 'full_table_exprs')]
  const projections = made.map((item) => aliased(part(item, 'expr'), read))
  const isSorted = (item: Tree) => typeof deep(item, 'order_by', 'asc') === 'boolean'
  const order = made.flatMap((item, index): Expr[] => (isSorted(item) ? [{ kind: 'literal', value: index + 1 }] : []))
  return { ...over(before, { projections, group: projections.slice(0, keys.length).map(({ expr }) => expr) }), order }
}

/** UNPIVOT of one column for each row. */
function unpivoted(before: Query, node: Tree): From {
  const columns = list(node, 'unpivot_columns').map((column) => identOf(part(column, 'ident') ?? column))
  return {
    kind: 'unpivot',
    from: sourceOf(before),
    values: [identOf(part(node, 'value_column'))],
    name: identOf(part(node, 'name_column')),
    entries: columns.map((column) => [{ kind: 'column', path: [column] }]),
  }
}

function aliased(item: Tree, read: Reader): Projection {
  const alias = part(item, 'alias')
  return { expr: read.expr(part(item, 'expr')), as: alias === null || alias === undefined ? undefined : identOf(alias) }
}

function combined(before: Query, op: SetOperation['op'], queries: readonly Tree[], read: Reader): Query {
  const body = queries.reduce<Body>(
    (left, query) => ({ kind: 'set', op, left, right: { kind: 'nested', query: read.query(query) }, byName: false }),
    { kind: 'nested', query: before },
  )
  return { kind: 'select-query', ctes: [], recursive: false, body, order: [] }
}

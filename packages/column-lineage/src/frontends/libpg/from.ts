import type { From, Ident, Join, TableFunction } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isSet, kindOf, list, part, text, type Tree } from '../tree.ts'
import { expressionsIn } from './expressions.ts'
import { aliasOf, ident, names, placeOf, tableName } from './names.ts'

const joinTypes: Readonly<Record<string, Join['type']>> = {
  JOIN_INNER: 'inner',
  JOIN_LEFT: 'left',
  JOIN_RIGHT: 'right',
  JOIN_FULL: 'full',
}

/** Lowers an item of a FROM clause of PostgreSQL's parser. */
export function readFrom(tree: Tree, read: Reader): From {
  const kind = kindOf(tree)
  const node = inside(tree)
  switch (kind) {
    case 'RangeVar':
      return { kind: 'table', name: tableName(node), ...aliasOf(node) }
    case 'RangeSubselect':
      return {
        kind: 'query',
        query: read.query(part(node, 'subquery')),
        lateral: isSet(node, 'lateral'),
        ...aliasOf(node),
      }
    case 'JoinExpr':
      return join(node, read)
    case 'RangeFunction':
      return rangeFunction(node, read)
    case 'RangeTableSample':
      return read.from(part(node, 'relation'))
    case 'JsonTable':
      return jsonTable(node, read)
    case 'RangeTableFunc':
      return xmlTable(node, read)
    default:
      return { kind: 'unknown', what: `\`${kind}\``, args: expressionsIn(node, read), ...aliasOf(node) }
  }
}

function join(node: Tree, read: Reader): From {
  const on = part(node, 'quals')
  const type = joinTypes[text(node, 'jointype') ?? '']
  if (!type) return { kind: 'unknown', what: 'this join', args: expressionsIn(node, read) }
  const usingAs = text(part(node, 'join_using_alias'), 'aliasname')
  return {
    kind: 'join',
    left: read.from(part(node, 'larg')),
    right: read.from(part(node, 'rarg')),
    type,
    on: on === undefined ? undefined : read.expr(on),
    using: names(node, 'usingClause'),
    natural: isSet(node, 'isNatural'),
    usingAs: usingAs === undefined ? undefined : ident(usingAs),
    ...aliasOf(node),
  }
}

/** A function in FROM, or several side by side (`ROWS FROM`). */
function rangeFunction(node: Tree, read: Reader): From {
  const functions = list(node, 'functions').map((item) => deep(item, 'List', 'items'))
  const calls = functions.map((items) => read.expr(Array.isArray(items) ? items[0] : undefined))
  const [call] = calls
  const ordinal = isSet(node, 'ordinality') ? true : undefined
  const alias = aliasOf(node)
  if (calls.length > 1 || call?.kind !== 'call') {
    const called = calls.map((expr) => (expr.kind === 'call' ? expr.name : ''))
    const isUnnest = called.every((name) => name === 'unnest')
    return { kind: 'function', name: isUnnest ? 'unnest' : 'rows from', args: calls, ordinal, ...alias }
  }
  const defined = definedColumns(node, functions[0])
  const made: TableFunction = { kind: 'function', name: call.name, args: call.args, ordinal, ...alias }
  return defined.length > 0 ? { ...made, columns: defined } : made
}

/** `AS x(a int, b text)`. */
function definedColumns(node: Tree, items: Tree): readonly Ident[] {
  const own = list(node, 'coldeflist')
  const inner = Array.isArray(items) ? list(deep(items[1], 'List'), 'items') : []
  return [...own, ...inner].map((item) =>
    ident(text(part(item, 'ColumnDef'), 'colname') ?? '', placeOf(part(item, 'ColumnDef'))),
  )
}

function jsonTable(node: Tree, read: Reader): From {
  const args = [...expressionsIn(part(node, 'context_item'), read), ...expressionsIn(part(node, 'passing'), read)]
  const alias = aliasOf(node)
  return { kind: 'function', name: 'json_table', args, as: alias.as, columns: alias.columns ?? jsonColumns(node) }
}

function jsonColumns(node: Tree): readonly Ident[] {
  return list(node, 'columns').flatMap((item) => {
    const column = part(item, 'JsonTableColumn')
    const nested = jsonColumns(column)
    return nested.length > 0 ? nested : [ident(text(column, 'name') ?? '', placeOf(column))]
  })
}

function xmlTable(node: Tree, read: Reader): From {
  const args = [...expressionsIn(part(node, 'docexpr'), read), ...expressionsIn(part(node, 'rowexpr'), read)]
  const columns = list(node, 'columns').map((item) => {
    const column = part(item, 'RangeTableFuncCol')
    return ident(text(column, 'colname') ?? '', placeOf(column))
  })
  const alias = aliasOf(node)
  return { kind: 'function', name: 'xmltable', args, as: alias.as, columns: alias.columns ?? columns }
}

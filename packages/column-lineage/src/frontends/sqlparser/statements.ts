import type { ColumnChange, Expr, Path, Query, Statement, WithClause } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, isSet, isThere, kindOf, list, part, type Tree } from '../tree.ts'
import { insert, merge, noCtes, noRows, remove, update } from './changes.ts'
import { identOf, nameOf, pathOf } from './names.ts'
import { changeIn, starSelect, withClause } from './queries.ts'

/** Statements that move no rows. */
const harmless =
  /^(?:Assert|StartTransaction|Commit|Rollback|Savepoint|ReleaseSavepoint|Set|Use|Show\w*|Explain|ExplainTable|Analyze|Vacuum|Comment|Grant|Revoke|CreateSchema|CreateDatabase|CreateIndex|CreateSequence|CreateRole|CreateFunction|CreateMacro|CreateExtension|DropFunction|DropSchema|Install|Load|Pragma|Attach\w*|Detach\w*|Deallocate|Discard|UNCache|AlterView|AlterSchema|AlterIndex|Raise|Msck|OptimizeTable|Kill|Flush|Lock|LockTables|UnlockTables)$/

/** Lowers a statement of sqlparser-rs. A query whose body is a change is that change. */
export function readStatement(tree: Tree, read: Reader): Statement {
  if (part(tree, 'body') !== undefined) return queryStatement(tree, read)
  const node = inside(tree)
  switch (kindOf(tree)) {
    case 'Query':
      return queryStatement(node, read)
    case 'Insert':
      return insert(node, noCtes, read)
    case 'Update':
      return update(node, noCtes, read)
    case 'Delete':
      return remove(node, noCtes, read)
    case 'Merge':
      return merge(node, noCtes, read)
    case 'CreateTable':
      return createTable(node, read)
    case 'CreateView':
      return created(node, read.query(part(node, 'query')), { view: true, temporary: isSet(node, 'temporary') })
    case 'Cache':
      return cache(node, read)
    default:
      return other(tree, read)
  }
}

function queryStatement(node: Tree, read: Reader): Statement {
  const change = changeIn(node)
  if (change !== undefined) {
    const clause = withClause(node, read)
    const made: Readonly<Record<string, (node: Tree, clause: WithClause, read: Reader) => Statement>> = {
      Insert: insert,
      Update: update,
      Delete: remove,
      Merge: merge,
    }
    const make = made[kindOf(change)]
    return make ? make(inside(change), clause, read) : { kind: 'unknown', what: `\`${kindOf(change)}\`` }
  }
  const query = read.query(node)
  const into = deep(node, 'body', 'Select', 'into')
  if (!isThere(into)) return { kind: 'query', query }
  const name = pathOf(part(into, 'name'))
  return { kind: 'create', name, query, temporary: isSet(into, 'temporary') || isHashed(name), view: false }
}

/** Redshift: a table whose name starts with `#` is temporary. */
function isHashed(name: Path): boolean {
  return name.length === 1 && (name[0]?.name.startsWith('#') ?? false)
}

function created(node: Tree, query: Query, { view, temporary }: { view: boolean; temporary: boolean }): Statement {
  const columns = list(node, 'columns').map((column) => identOf(part(column, 'name')))
  return {
    kind: 'create',
    name: nameOf(part(node, 'name')),
    columns: columns.length > 0 ? columns : undefined,
    query,
    temporary,
    view,
  }
}

function createTable(node: Tree, read: Reader): Statement {
  const name = nameOf(part(node, 'name'))
  const temporary = isSet(node, 'temporary') || isHashed(name)
  const query = part(node, 'query')
  if (isThere(query)) return created(node, read.query(query), { view: false, temporary })
  const clone = part(node, 'clone')
  if (isThere(clone))
    return created(
      node,
      { ...noRows, body: starSelect([{ kind: 'table', name: nameOf(clone) }]) },
      { view: false, temporary },
    )
  const like = deep(node, 'like', 'Plain', 'name') ?? deep(node, 'like', 'Parenthesized', 'name')
  return {
    kind: 'declare-table',
    name,
    columns: list(node, 'columns').map((column) => identOf(part(column, 'name'))),
    like: like === undefined ? undefined : nameOf(like),
    temporary,
  }
}

function cache(node: Tree, read: Reader): Statement {
  const query = part(node, 'query')
  if (!isThere(query)) return { kind: 'nothing' }
  return {
    kind: 'create',
    name: pathOf(part(node, 'table_name')),
    query: read.query(query),
    temporary: true,
    view: true,
  }
}

function other(tree: Tree, read: Reader): Statement {
  const kind = kindOf(tree)
  const node = inside(tree)
  switch (kind) {
    case 'Truncate':
      return { kind: 'empty', names: list(node, 'table_names').map((item) => nameOf(part(item, 'name'))), drop: false }
    case 'Drop':
      return { kind: 'empty', names: list(node, 'names').map(nameOf), drop: true }
    case 'Declare': {
      const [only, more] = list(node, 'stmts')
      if (more !== undefined) return { kind: 'unknown', what: 'this DECLARE' }
      const value = inside(part(only, 'assignment'))
      return {
        kind: 'declare',
        names: list(only, 'names').map(identOf),
        value: isThere(value) ? read.expr(value) : undefined,
      }
    }
    case 'Set':
      return setVariable(node, read)
    case 'AlterTable':
      return alterTable(node)
    case 'Use': {
      const schema = pathOf(part(node, 'Object'))
      return schema.length > 0 ? { kind: 'use', schemas: [schema] } : { kind: 'nothing' }
    }
    case 'Copy':
    case 'ExportData':
    case 'Directory': {
      const query = part(node, 'query') ?? part(node, 'source')
      const rows = deep(query, 'Query') ?? query
      return part(rows, 'body') === undefined
        ? { kind: 'unknown', what: `\`${kind}\`` }
        : { kind: 'query', query: read.query(rows) }
    }
    default:
      return harmless.test(kind) ? { kind: 'nothing' } : { kind: 'unknown', what: `\`${kind}\`` }
  }
}

/** `SET variable = expression` of a script; settings of the session are set the same way. */
function setVariable(node: Tree, read: Reader): Statement {
  const single = part(node, 'SingleAssignment')
  const [value, more] = list(single, 'values')
  if (value === undefined) return { kind: 'nothing' }
  if (pathOf(part(single, 'variable'))[0]?.name.toLowerCase() === 'search_path') {
    return { kind: 'use', schemas: list(single, 'values').map((name) => schemaOf(read.expr(name))) }
  }
  const expr = more === undefined ? read.expr(value) : undefined
  const isQuery = expr?.kind === 'subquery' || (expr?.kind === 'same' && expr.of.kind === 'subquery')
  return isQuery
    ? { kind: 'declare', names: pathOf(part(single, 'variable')).slice(-1), value: expr }
    : { kind: 'nothing' }
}

/** A schema as a name or as text. */
function schemaOf(expr: Expr): Path {
  if (expr.kind === 'column') return expr.path
  return [{ name: expr.kind === 'literal' ? String(expr.value ?? '') : '' }]
}

function alterTable(node: Tree): Statement {
  const renamed = list(node, 'operations').map((item) => part(item, 'RenameTable'))
  const [only] = renamed
  const from = nameOf(part(node, 'name'))
  if (renamed.length !== 1 || only === undefined)
    return { kind: 'alter', name: from, changes: list(node, 'operations').flatMap(columnChanges) }
  const to = nameOf(deep(only, 'table_name', 'To') ?? deep(only, 'table_name', 'As'))
  return to.length === 0
    ? { kind: 'unknown', what: 'this renaming' }
    : { kind: 'rename', from, to: to.length === 1 ? [...from.slice(0, -1), ...to] : to }
}

/** An operation of ALTER TABLE, as far as it is about which columns there are. */
function columnChanges(operation: Tree): readonly ColumnChange[] {
  const node = inside(operation)
  switch (kindOf(operation)) {
    case 'AddColumn':
      return [{ to: identOf(deep(node, 'column_def', 'name')) }]
    case 'DropColumn':
      return list(node, 'column_names').map((name) => ({ from: identOf(name) }))
    case 'RenameColumn':
      return [{ from: identOf(part(node, 'old_column_name')), to: identOf(part(node, 'new_column_name')) }]
    default:
      return []
  }
}

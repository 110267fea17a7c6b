import type { Assignment, ColumnChange, Expr, Ident, MergeClause, Projection, Statement } from '../../ir.ts'
import type { Reader } from '../reader.ts'
import { deep, inside, kindOf, list, part, text, type Tree } from '../tree.ts'
import { ident, names, placeOf, stringOf, tableName } from './names.ts'
import { emptyQuery, intoOf, projectionOf, withClause } from './queries.ts'

/** Statements that move no rows. */
const harmless =
  /^(?:TransactionStmt|Variable\w+Stmt|CreateSchemaStmt|IndexStmt|Grant\w*Stmt|VacuumStmt|AnalyzeStmt|CommentStmt|ExplainStmt|CreateExtensionStmt|CreateSeqStmt|AlterSeqStmt|ReindexStmt|LockStmt|CheckPointStmt|DiscardStmt|ListenStmt|NotifyStmt|UnlistenStmt|DeallocateStmt|ConstraintsSetStmt|CreateRoleStmt|AlterOwnerStmt|CreateFunctionStmt|CreateTrigStmt|CreateEnumStmt|CompositeTypeStmt|CreateDomainStmt|CreateStatsStmt|ClusterStmt|CreatePolicyStmt|AlterDefaultPrivilegesStmt|PrepareStmt)$/

/** Lowers a statement of PostgreSQL's parser. */
export function readStatement(tree: Tree, read: Reader): Statement {
  const kind = kindOf(tree)
  const node = inside(tree)
  switch (kind) {
    case 'SelectStmt':
      return queryStatement(tree, read)
    case 'CreateTableAsStmt':
      return createAs(node, read)
    case 'ViewStmt':
      return {
        kind: 'create',
        name: tableName(part(node, 'view')),
        columns: names(node, 'aliases'),
        query: read.query(part(node, 'query')),
        temporary: isTemporary(part(node, 'view')),
        view: true,
      }
    case 'CreateStmt':
      return createTable(node)
    case 'InsertStmt':
      return insert(node, read)
    case 'UpdateStmt':
      return {
        kind: 'update',
        target: read.from({ RangeVar: part(node, 'relation') }),
        set: assignments(list(node, 'targetList'), read),
        from: list(node, 'fromClause').map(read.from),
        ...conditions(node, read),
      }
    case 'DeleteStmt':
      return {
        kind: 'delete',
        target: read.from({ RangeVar: part(node, 'relation') }),
        using: list(node, 'usingClause').map(read.from),
        ...conditions(node, read),
      }
    case 'MergeStmt':
      return merge(node, read)
    default:
      return other(kind, node, read)
  }
}

function queryStatement(tree: Tree, read: Reader): Statement {
  const into = intoOf(tree)
  const query = read.query(tree)
  if (into === undefined) return { kind: 'query', query }
  return { kind: 'create', name: tableName(into), query, temporary: isTemporary(into), view: false }
}

function createAs(node: Tree, read: Reader): Statement {
  const query = part(node, 'query')
  const into = part(node, 'into')
  if (kindOf(query) !== 'SelectStmt') return { kind: 'unknown', what: 'CREATE TABLE AS EXECUTE' }
  return {
    kind: 'create',
    name: tableName(part(into, 'rel')),
    columns: names(into, 'colNames'),
    query: read.query(query),
    temporary: isTemporary(part(into, 'rel')),
    view: text(node, 'objtype') === 'OBJECT_MATVIEW',
  }
}

function createTable(node: Tree): Statement {
  const relation = part(node, 'relation')
  const elements = list(node, 'tableElts')
  const like = elements
    .map((element) => deep(element, 'TableLikeClause', 'relation'))
    .find((range) => range !== undefined)
  const columns = elements.flatMap((element): readonly Ident[] => {
    const column = part(element, 'ColumnDef')
    const name = text(column, 'colname')
    return name === undefined ? [] : [ident(name, placeOf(column))]
  })
  return {
    kind: 'declare-table',
    name: tableName(relation),
    columns,
    like: like === undefined ? undefined : tableName(like),
    temporary: isTemporary(relation),
  }
}

function insert(node: Tree, read: Reader): Statement {
  const relation = part(node, 'relation')
  const alias = text(part(relation, 'alias'), 'aliasname')
  const columns = list(node, 'cols').map((column) => targetOf(part(column, 'ResTarget')))
  const query = part(node, 'selectStmt')
  const conflict = part(node, 'onConflictClause')
  const conflictWhere = part(conflict, 'whereClause')
  const { returning, ctes, recursive } = conditions(node, read)
  return {
    kind: 'insert',
    name: tableName(relation),
    as: alias === undefined ? undefined : ident(alias),
    columns: columns.length > 0 ? columns : undefined,
    query: query === undefined ? emptyQuery : read.query(query),
    byName: false,
    conflict:
      text(conflict, 'action') === 'ONCONFLICT_UPDATE'
        ? {
            set: assignments(list(conflict, 'targetList'), read),
            where: conflictWhere === undefined ? undefined : read.expr(conflictWhere),
          }
        : undefined,
    returning,
    ctes,
    recursive,
  }
}

function merge(node: Tree, read: Reader): Statement {
  const { returning, ctes, recursive } = conditions(node, read)
  return {
    kind: 'merge',
    target: read.from({ RangeVar: part(node, 'relation') }),
    source: read.from(part(node, 'sourceRelation')),
    on: read.expr(part(node, 'joinCondition')),
    clauses: list(node, 'mergeWhenClauses').map((item) => mergeClause(part(item, 'MergeWhenClause'), read)),
    returning,
    ctes,
    recursive,
  }
}

function mergeClause(node: Tree, read: Reader): MergeClause {
  const condition = part(node, 'condition')
  const sees = seenBy(text(node, 'matchKind'))
  const when = condition === undefined ? { sees } : { sees, condition: read.expr(condition) }
  const targets = list(node, 'targetList')
  switch (text(node, 'commandType')) {
    case 'CMD_UPDATE':
      return { ...when, set: assignments(targets, read) }
    case 'CMD_INSERT': {
      const columns = targets.map((target) => targetOf(part(target, 'ResTarget')))
      const values = list(node, 'values').map(read.expr)
      return { ...when, insert: { columns: columns.length > 0 ? columns : undefined, values } }
    }
    default:
      return when
  }
}

function seenBy(match: string | undefined): MergeClause['sees'] {
  if (match === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE') return 'target'
  return match === 'MERGE_WHEN_NOT_MATCHED_BY_TARGET' ? 'source' : undefined
}

/** What UPDATE, DELETE, INSERT and MERGE have in common. */
function conditions(node: Tree, read: Reader) {
  const where = part(node, 'whereClause')
  const returned = part(node, 'returningClause')
  const listed = [...list(node, 'returningList'), ...list(returned, 'exprs')]
  const returning: readonly Projection[] = listed.map((item) => projectionOf(item, read))
  return { where: where === undefined ? undefined : read.expr(where), returning, ...withClause(node, read) }
}

/** The column that a SET or an INSERT names; of a field, the field's column. */
function targetOf(target: Tree): Ident {
  return ident(text(target, 'name') ?? '', placeOf(target))
}

/** SET lists: `(a, b) = ..` is as many targets of one source. */
function assignments(targets: readonly Tree[], read: Reader): readonly Assignment[] {
  const made: Assignment[] = []
  let columns: Ident[] = []
  for (const item of targets) {
    const target = part(item, 'ResTarget')
    const several = deep(target, 'val', 'MultiAssignRef')
    if (several === undefined) {
      const partial = list(target, 'indirection').length > 0
      made.push({ columns: [targetOf(target)], expr: read.expr(part(target, 'val')), partial })
    } else {
      columns = [...columns, targetOf(target)]
      if (columns.length === part(several, 'ncolumns')) {
        made.push({ columns, expr: rowOf(part(several, 'source'), read) })
        columns = []
      }
    }
  }
  return made
}

function rowOf(source: Tree, read: Reader): Expr {
  if (kindOf(source) === 'RowExpr') {
    return { kind: 'call', name: '(row)', args: list(part(source, 'RowExpr'), 'args').map(read.expr) }
  }
  return read.expr(source)
}

function other(kind: string, node: Tree, read: Reader): Statement {
  if (kind === 'TruncateStmt') {
    return {
      kind: 'empty',
      names: list(node, 'relations').map((item) => tableName(part(item, 'RangeVar'))),
      drop: false,
    }
  }
  if (kind === 'DropStmt') {
    const dropped = list(node, 'objects').map((item) =>
      list(part(item, 'List'), 'items').map((name) => ident(stringOf(name))),
    )
    return { kind: 'empty', names: dropped, drop: true }
  }
  if (kind === 'RenameStmt' && text(node, 'renameType') === 'OBJECT_TABLE') {
    const from = tableName(part(node, 'relation'))
    return { kind: 'rename', from, to: [...from.slice(0, -1), ident(text(node, 'newname') ?? '')] }
  }
  if (kind === 'RenameStmt' && text(node, 'renameType') === 'OBJECT_COLUMN') {
    const change = { from: ident(text(node, 'subname') ?? ''), to: ident(text(node, 'newname') ?? '') }
    return { kind: 'alter', name: tableName(part(node, 'relation')), changes: [change] }
  }
  if (kind === 'AlterTableStmt' && text(node, 'objtype') === 'OBJECT_TABLE') {
    const commands = list(node, 'cmds').map((item) => part(item, 'AlterTableCmd'))
    if (commands.some(movesRows)) return { kind: 'unknown', what: 'this ALTER TABLE' }
    return { kind: 'alter', name: tableName(part(node, 'relation')), changes: commands.flatMap(columnChange) }
  }
  if (kind === 'VariableSetStmt' && text(node, 'name') === 'search_path' && list(node, 'args').length > 0) {
    const names = list(node, 'args').map((arg) => text(deep(arg, 'A_Const', 'sval'), 'sval') ?? '')
    return { kind: 'use', schemas: names.map((name) => [ident(name)]) }
  }
  const query = part(node, 'query')
  if (/^(?:CopyStmt|DeclareCursorStmt)$/.test(kind) && kindOf(query) === 'SelectStmt')
    return { kind: 'query', query: read.query(query) }
  return harmless.test(kind) ? { kind: 'nothing' } : { kind: 'unknown', what: `\`${kind}\`` }
}

/** Partitions that come and go, and `ALTER COLUMN .. TYPE .. USING ..`, which makes values of others. */
function movesRows(command: Tree): boolean {
  const type = text(command, 'subtype') ?? ''
  return (
    type.endsWith('Partition') ||
    (type === 'AT_AlterColumnType' && deep(command, 'def', 'ColumnDef', 'raw_default') !== undefined)
  )
}

/** A command of ALTER TABLE, as far as it is about which columns there are. */
function columnChange(command: Tree): readonly ColumnChange[] {
  switch (text(command, 'subtype')) {
    case 'AT_AddColumn':
      return [{ to: ident(text(deep(command, 'def', 'ColumnDef'), 'colname') ?? '') }]
    case 'AT_DropColumn':
      return [{ from: ident(text(command, 'name') ?? '') }]
    default:
      return []
  }
}

function isTemporary(range: Tree): boolean {
  return text(range, 'relpersistence') === 't'
}

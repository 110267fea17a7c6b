import type { Create, Ident, Path, Statement } from '../ir.ts'
import type { Scope } from '../resolve/context.ts'
import { nothing } from '../resolve/dependencies.ts'
import { type Column, relationOf, renamed, type Rows, tableColumns } from '../resolve/relation.ts'
import { insert } from './insert.ts'
import { merge } from './merge.ts'
import { remove, update } from './update.ts'
import type { StatementContext } from './writer.ts'

/** Follows one statement, and answers with the rows that it returns. */
export function runStatement(statement: Statement, scope: Scope, context: StatementContext): Rows {
  switch (statement.kind) {
    case 'query': {
      const rows = context.query(statement.query, scope)
      context.write({ kind: 'query', target: undefined, ...rows })
      return rows
    }
    case 'insert':
      return insert(statement, scope, context)
    case 'update':
      return update(statement, scope, context)
    case 'delete':
      return remove(statement, scope, context)
    case 'merge':
      return merge(statement, scope, context)
    case 'create':
      create(statement, scope, context)
      return noRows
    default:
      declare(statement, scope, context)
      return noRows
  }
}

const noRows: Rows = { columns: [], uses: new Map() }

/** CREATE TABLE AS and CREATE VIEW. */
function create({ name, columns, query, temporary, view }: Create, scope: Scope, context: StatementContext): void {
  const rows = context.query(query, scope)
  if (columns && !rows.columns.some(({ rest }) => rest) && columns.length !== rows.columns.length) {
    context.report(
      'COLUMN_COUNT',
      `${columns.length} columns are named, and the query has ${rows.columns.length}`,
      name[0]?.at,
    )
  }
  const made = tableColumns(
    renamed(rows.columns, columns, (ident) => context.named(ident)),
    context.rules,
  )
  const key = context.keyOf(name)
  if (temporary) {
    const relation = relationOf(
      name.map((ident) => context.key(ident)),
      made,
    )
    const kind = view ? 'view' : 'create'
    context.session.putTemporary(key, { name, kind, relation, uses: rows.uses, inputs: new Set(context.inputs) })
    return
  }
  context.write({ kind: view ? 'view' : 'create', target: name, columns: made, uses: rows.uses })
  if (!made.some(({ rest }) => rest)) context.session.putCreated(key, context.tableOf(name, made))
}

/** Statements that move no rows themselves. */
function declare(statement: Statement, scope: Scope, context: StatementContext): void {
  switch (statement.kind) {
    case 'declare-table':
      declareTable(statement, context)
      return
    case 'empty':
      for (const name of statement.names) {
        if (statement.drop) context.session.drop(context.keyOf(name))
        else context.session.empty(context.keyOf(name))
      }
      return
    case 'rename':
      context.rename(statement.from, statement.to)
      return
    case 'alter':
      alter(statement, context)
      return
    case 'use':
      context.session.schemas = statement.schemas.map((path) => path.map((ident) => context.key(ident)))
      return
    case 'declare': {
      const value = statement.value ? context.evaluate(statement.value, scope) : nothing
      for (const ident of statement.names) context.session.setVariable(context.key(ident), value)
      return
    }
    case 'unknown':
      context.writeUnknown(statement.what)
      return
    default:
  }
}

function declareTable(
  { name, columns, like, temporary }: Extract<Statement, { kind: 'declare-table' }>,
  context: StatementContext,
): void {
  const made = [...(like ? likeColumns(like, context) : []), ...columns.map((ident) => emptyColumn(ident, context))]
  const key = context.keyOf(name)
  if (temporary) {
    const relation = relationOf(
      name.map((ident) => context.key(ident)),
      made,
    )
    context.session.putTemporary(key, { name, kind: undefined, relation, uses: new Map(), inputs: new Set() })
  } else if (!context.targetColumns(name)) context.session.putCreated(key, context.tableOf(name, made))
}

/** ALTER TABLE: what the statements after it find. */
function alter({ name, changes }: Extract<Statement, { kind: 'alter' }>, context: StatementContext): void {
  const known = context.targetColumns(name)
  if (!known || changes.length === 0) return
  let columns = known
  for (const { from, to } of changes) {
    const key = from && context.key(from)
    if (!from) columns = to ? added(columns, emptyColumn(to, context)) : columns
    else if (!to) columns = columns.filter((column) => column.key !== key)
    else columns = columns.map((column) => (column.key === key ? { ...column, ...context.named(to) } : column))
  }
  const key = context.keyOf(name)
  const temporary = context.session.temporary(key)
  if (temporary) context.session.putTemporary(key, { ...temporary, relation: { ...temporary.relation, columns } })
  else context.session.putCreated(key, context.tableOf(name, columns))
}

function added(columns: readonly Column[], column: Column): readonly Column[] {
  return columns.some(({ key }) => key === column.key) ? columns : [...columns, column]
}

function likeColumns(like: Path, context: StatementContext): readonly Column[] {
  const known = context.targetColumns(like)
  if (!known) {
    const written = like.map(({ name }) => name).join('.')
    context.report('TABLE_UNKNOWN', `table \`${written}\` is not in the schema`, like[0]?.at)
  }
  return known?.map(({ name, key, type }) => ({ name, key, value: nothing, type })) ?? []
}

function emptyColumn(ident: Ident, context: StatementContext): Column {
  return { ...context.named(ident), value: nothing }
}

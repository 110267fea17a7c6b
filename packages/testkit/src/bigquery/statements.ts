import { GoogleError } from '../google/google-error.ts'
import { alterTable, columnParts, commentOn, descriptionIn } from './alter-table.ts'
import { checkColumnNames, quoted, textLiteral } from './data-types.ts'
import { closingIndex, isSymbol, isWord, keywordIndex, splitAt, type Token } from './sql-tokens.ts'
import type { Translation } from './translate-sql.ts'

/** A statement that DuckDB can run. */
export interface Statement {
  /** BigQuery's word for it: `SELECT`, `MERGE`, `CREATE_TABLE`... */
  readonly type: string
  readonly sql: string
  /** The table of which it updates, deletes or merges rows: `dataset.table`. */
  readonly changes?: string | undefined
  /** The table that it inserts rows into: `dataset.table`. */
  readonly inserts?: string | undefined
  /** What CREATE TABLE says of the table that DuckDB does not know. */
  readonly layout?: TableLayout | undefined
  /** Whether it is no mistake that the table is there already, and stays as it is: IF NOT EXISTS. */
  readonly isLenient?: boolean | undefined
}

/** How a table is laid out in BigQuery; DuckDB keeps all of it in one piece. */
export interface TableLayout {
  readonly dataset: string
  readonly table: string
  readonly timePartitioning?: { readonly type: string; readonly field: string } | undefined
  readonly clustering?: { readonly fields: readonly string[] } | undefined
}

type Translate = (tokens: readonly Token[], translation: Translation) => Statement

/** By their first word. Others are refused. */
const kinds: { readonly [word: string]: Translate } = {
  SELECT: (tokens, translation) => ({ type: 'SELECT', sql: translation.translate(tokens) }),
  WITH: (tokens, translation) => ({ type: 'SELECT', sql: translation.translate(tokens) }),
  INSERT: translateInsert,
  UPDATE: (tokens, translation) => {
    requireWhere(tokens, 'UPDATE')
    const rest = tokens.slice(1)
    return { type: 'UPDATE', sql: `update ${translation.translate(rest)}`, ...changesOf(rest, translation) }
  },
  DELETE: (tokens, translation) => {
    requireWhere(tokens, 'DELETE')
    const rest = tokens.slice(isWord(tokens[1], 'FROM') ? 2 : 1)
    return { type: 'DELETE', sql: `delete from ${translation.translate(rest)}`, ...changesOf(rest, translation) }
  },
  MERGE: (tokens, translation) => {
    const rest = tokens.slice(isWord(tokens[1], 'INTO') ? 2 : 1)
    const isWhole = rest.some((token, index) => isWord(token, 'INSERT') && isWord(rest[index + 1], 'ROW'))
    if (isWhole) throw new GoogleError(400, 'invalidQuery', 'This emulator has no INSERT ROW: name the columns')
    return { type: 'MERGE', sql: `merge into ${translation.translate(rest)}`, ...changesOf(rest, translation) }
  },
  TRUNCATE: (tokens, translation) => ({
    type: 'TRUNCATE_TABLE',
    sql: `delete from ${tableAt(tokens, 2, translation).sql}`,
    ...changesOf(tokens.slice(2), translation),
  }),
  BEGIN: (tokens) => transaction(tokens, 'BEGIN', 'begin transaction'),
  COMMIT: (tokens) => transaction(tokens, 'COMMIT', 'commit'),
  ROLLBACK: (tokens) => transaction(tokens, 'ROLLBACK', 'rollback'),
  ASSERT: translateAssert,
  CREATE: translateCreate,
  ALTER: (tokens, translation) => {
    if (!isWord(tokens[1], 'TABLE') || isWord(tokens[2], 'IF')) return refuse(tokens)
    const { sql, next } = tableAt(tokens, 2, translation)
    return { type: 'ALTER_TABLE', sql: alterTable(sql, tokens.slice(next)) }
  },
  DROP: (tokens, translation) => {
    const what = tokens[1]?.text.toLowerCase() ?? ''
    if (!/^(table|view|schema)$/.test(what)) return refuse(tokens)
    const named = isWord(tokens[2], 'IF') ? 4 : 2
    const sql = `drop ${what} ${named === 4 ? 'if exists ' : ''}${tableAt(tokens, named, translation).sql}`
    return { type: `DROP_${what.toUpperCase()}`, sql }
  },
}

/** Translates one statement. Throws 400 `invalidQuery` for those that have no translation. */
export function translateStatement(tokens: readonly Token[], translation: Translation): Statement {
  const [first] = tokens
  if (isSymbol(first, '(')) return { type: 'SELECT', sql: translation.translate(tokens) }
  const translate = first?.kind === 'word' ? kinds[first.text.toUpperCase()] : undefined
  return translate ? translate(tokens, translation) : refuse(tokens)
}

function changesOf(tokens: readonly Token[], translation: Translation): Pick<Statement, 'changes'> {
  const { parts } = translation.path(tokens)
  return parts.length === 2 ? { changes: parts.join('.') } : {}
}

function refuse(tokens: readonly Token[]): never {
  const words = tokens.slice(0, 3).map(({ text }) => text)
  throw new GoogleError(400, 'invalidQuery', `This emulator does not run statements such as ${words.join(' ')} ...`)
}

function requireWhere(tokens: readonly Token[], verb: string): void {
  if (keywordIndex(tokens, 'WHERE') >= 0) return
  throw new GoogleError(400, 'invalidQuery', `${verb} must have a WHERE clause`)
}

/** `BEGIN TRANSACTION`, not `BEGIN ... END`. */
function transaction(tokens: readonly Token[], type: string, sql: string): Statement {
  const isPlain = tokens.length === 1 || (tokens.length === 2 && isWord(tokens[1], 'TRANSACTION'))
  return isPlain ? { type: `${type}_TRANSACTION`, sql } : refuse(tokens)
}

function translateInsert(tokens: readonly Token[], translation: Translation): Statement {
  const table = tableAt(tokens, isWord(tokens[1], 'INTO') ? 2 : 1, translation)
  const isListed = isSymbol(tokens[table.next], '(') && !isWord(tokens[table.next + 1], 'SELECT', 'WITH')
  const end = isListed ? closingIndex(tokens, table.next) + 1 : table.next
  const columns = tokens
    .slice(table.next, end)
    .map((token) => (token.kind === 'symbol' ? token.text : quoted(token.text)))
  return {
    type: 'INSERT',
    ...(table.parts.length === 2 && { inserts: table.parts.join('.') }),
    sql: `insert into ${table.sql} ${columns.join(' ')} ${translation.translate(tokens.slice(end))}`,
  }
}

/** `ASSERT condition AS 'words'` fails with these words where the condition is not true. */
function translateAssert(tokens: readonly Token[], translation: Translation): Statement {
  const as = keywordIndex(tokens, 'AS')
  const words = as < 0 ? 'Assertion failed' : `Assertion failed: ${tokens[as + 1]?.text ?? ''}`
  const condition = translation.translate(tokens.slice(1, as < 0 ? undefined : as))
  return { type: 'ASSERT', sql: `select case when ${condition} then true else error(${textLiteral(words)}) end` }
}

function translateCreate(tokens: readonly Token[], translation: Translation): Statement {
  const orReplace = isWord(tokens[1], 'OR') && isWord(tokens[2], 'REPLACE')
  let at = orReplace ? 3 : 1
  const isTemporary = isWord(tokens[at], 'TEMP', 'TEMPORARY')
  if (isTemporary) at += 1
  const what = tokens[at]
  if (!isWord(what, 'TABLE', 'VIEW', 'SCHEMA')) return refuse(tokens)
  const isLenient = isWord(tokens[at + 1], 'IF')
  const name = tableAt(tokens, at + (isLenient ? 4 : 1), translation)
  const words = [
    'create',
    orReplace && 'or replace',
    isTemporary && 'temporary',
    what?.text,
    isLenient && 'if not exists',
  ]
  const head = `${words.filter(Boolean).join(' ')} ${name.sql}`
  const rest = tokens.slice(name.next)
  if (isWord(what, 'TABLE')) return createTable({ head, isLenient, isTemporary, ...name, rest }, translation)
  const isView = isWord(what, 'VIEW')
  const isPlain = isView ? isWord(rest[0], 'AS') : rest.length === 0
  if (!isPlain) return refuse(tokens)
  return { type: isView ? 'CREATE_VIEW' : 'CREATE_SCHEMA', sql: `${head} ${translation.translate(rest)}` }
}

interface NewTable {
  readonly head: string
  readonly isLenient: boolean
  readonly isTemporary: boolean
  /** Its name. */
  readonly sql: string
  readonly parts: readonly string[]
  /** What comes after the name. */
  readonly rest: readonly Token[]
}

function createTable(
  { head, isLenient, isTemporary, sql, parts, rest }: NewTable,
  translation: Translation,
): Statement {
  const body = isSymbol(rest[0], '(') ? closingIndex(rest, 0) + 1 : 0
  const as = keywordIndex(rest, 'AS')
  const clauses = rest.slice(body, as < 0 ? undefined : as)
  const options = keywordIndex(clauses, 'OPTIONS')
  const columns = (body === 0 ? [] : splitAt(rest.slice(1, body - 1), ',')).map(([name, ...parts]) => ({
    name: name?.text ?? '',
    ...columnParts(parts),
  }))
  checkColumnNames(columns.map(({ name }) => name))
  const definitions = columns.map(
    ({ name, type, isRequired }) => `${quoted(name)} ${type}${isRequired ? ' not null' : ''}`,
  )
  const comments = [
    ...(options < 0 ? [] : [commentOn(`table ${sql}`, descriptionIn(clauses.slice(options)))]),
    ...columns.flatMap(({ name, description }) =>
      description === undefined ? [] : [commentOn(`column ${sql}.${quoted(name)}`, description)],
    ),
  ]
  // The table may be there, and then keeps what it says.
  if (isLenient && comments.length > 0) return refuse(clauses)
  const query = as < 0 ? '' : ` as ${translation.translate(rest.slice(as + 1))}`
  const type = as < 0 ? 'CREATE_TABLE' : 'CREATE_TABLE_AS_SELECT'
  const [dataset, table] = parts
  const hasLayout = !isTemporary && dataset !== undefined && table !== undefined
  return {
    type: isTemporary ? `${type}_TEMPORARY` : type,
    sql: [`${head}${columns.length === 0 ? '' : ` (${definitions.join(', ')})`}${query}`, ...comments].join('; '),
    ...(hasLayout && {
      isLenient,
      layout: { dataset, table, ...layoutOf(clauses.slice(0, options < 0 ? undefined : options)) },
    }),
  }
}

/** `PARTITION BY day` or `DATE(moment)` or `DATE_TRUNC(day, MONTH)`, and `CLUSTER BY a, b`. */
function layoutOf(clauses: readonly Token[]): Pick<TableLayout, 'timePartitioning' | 'clustering'> {
  const partition = keywordIndex(clauses, 'PARTITION')
  const cluster = keywordIndex(clauses, 'CLUSTER')
  const by = partition < 0 ? [] : clauses.slice(partition + 2, cluster < 0 ? undefined : cluster)
  const names = by.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ text }) => text)
  const isCall = isSymbol(by[1], '(')
  const [field, unit = 'DAY'] = isCall ? names.slice(1) : names
  const fields = cluster < 0 ? [] : splitAt(clauses.slice(cluster + 2), ',').map(([name]) => name?.text ?? '')
  return {
    ...(field !== undefined && { timePartitioning: { type: unit.toUpperCase(), field } }),
    ...(fields.length > 0 && { clustering: { fields } }),
  }
}

function tableAt(
  tokens: readonly Token[],
  at: number,
  translation: Translation,
): { readonly sql: string; readonly parts: readonly string[]; readonly next: number } {
  const { parts, next } = translation.path(tokens, at)
  return { sql: parts.map(quoted).join('.'), parts, next }
}

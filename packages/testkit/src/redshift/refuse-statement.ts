import { RedshiftError, syntaxError } from './redshift-error.ts'
import { areWords, isSymbol, isWord, listed, type Token } from './sql-tokens.ts'

/**
 * Refuses what PostgreSQL would take and Redshift does not, in Redshift's words where they are known.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-features.html and the two pages after it.
 */
export function refuseStatement(tokens: readonly Token[]): void {
  refuseCommand(tokens)
  tokens.forEach((token, at) => {
    if (token.kind === 'word') refuseWord(tokens, at)
    // Attributes of a SUPER are told by dots, and arrays by a function.
    if (token.kind === 'symbol' && operators.has(token.text)) refuseOperator(token.text)
  })
}

const operators = new Set(['->', '->>', '#>', '#>>', '@>', '<@'])

function refuseOperator(operator: string): never {
  throw new RedshiftError(`operator does not exist: super ${operator} "unknown"`, { state: '42883' })
}

/** Functions that people know from PostgreSQL. */
const functions = new Set(
  `array_agg array_append array_cat array_to_string cardinality concat_ws gen_random_uuid hashtext hashtextextended
  json_agg json_array_elements json_array_elements_text json_build_object json_each json_object_agg json_populate_recordset
  json_to_recordset jsonb_agg jsonb_array_elements jsonb_build_object jsonb_each jsonb_to_recordset make_date make_timestamp
  num_nonnulls num_nulls pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_try_advisory_lock
  pg_try_advisory_xact_lock pg_sleep_for regexp_matches regexp_split_to_array regexp_split_to_table row_to_json starts_with
  string_agg string_to_array to_json to_jsonb to_regclass unnest`.split(/\s+/),
)

/** Some of the names that PostgreSQL takes without quotes: https://docs.aws.amazon.com/redshift/latest/dg/r_pg_keywords.html */
const reserved = new Set('new old offline online partition permissions tag wallet'.split(' '))

function refuseWord(tokens: readonly Token[], at: number): void {
  const [token, next] = [tokens[at], tokens[at + 1]]
  const name = token?.text.toLowerCase() ?? ''
  if (reserved.has(name) && !isWord(next, 'by')) throw syntaxError(name)
  if (isSymbol(tokens[at - 1], '.')) return
  if (isSymbol(next, '(') && functions.has(name)) {
    throw new RedshiftError(`function ${name}() does not exist`, { state: '42883' })
  }
  if (name === 'generate_series' && readsTables(tokens)) {
    throw new RedshiftError('Specified types or functions (one per INFO message) not supported on Redshift tables.', {
      state: '0A000',
      detail: 'Function "generate_series" not supported.',
    })
  }
  if (name === 'filter' && isSymbol(next, '(') && isSymbol(tokens[at - 1], ')')) throw syntaxError('(')
  if (name === 'distinct' && isWord(next, 'from')) throw syntaxError('distinct')
  if (name === 'array' && isSymbol(next, '[')) throw syntaxError('[')
  if (areWords(tokens, at, 'on', 'conflict')) throw syntaxError('conflict')
  if (name === 'returning' || name === 'lateral') throw syntaxError(name)
}

/** It runs on the leader alone, so that it can give rows to nothing that is stored. */
function readsTables(tokens: readonly Token[]): boolean {
  const sources = tokens.filter((token) => isWord(token, 'from', 'join'))
  return sources.length > 1 || isWord(tokens[0], 'insert', 'create', 'update', 'delete')
}

/** First words of statements that Redshift does not have. */
const commands: readonly (readonly string[])[] = [
  ['savepoint'],
  ['release'],
  ['rollback', 'to'],
  ['listen'],
  ['notify'],
  ['do'],
  ['create', 'sequence'],
  ['create', 'trigger'],
  ['create', 'type'],
  ['create', 'domain'],
  ['create', 'extension'],
  ['create', 'rule'],
]

function refuseCommand(tokens: readonly Token[]): void {
  const indexed = [1, 2].some((at) => isWord(tokens[at], 'index')) && isWord(tokens[0], 'create')
  const command = tokens.map(({ text }) => text).join(' ')
  if (indexed) {
    throw new RedshiftError(`SQL command "${command}" not supported on Redshift tables.`, { state: '0A000' })
  }
  if (commands.some((words) => areWords(tokens, 0, ...words))) {
    throw new RedshiftError(`SQL command "${command}" not supported.`, { state: '0A000' })
  }
  if (areWords(tokens, 0, 'alter', 'table')) refuseAlteration(tokens)
  if (areWords(tokens, 0, 'delete', 'from')) refuseAlias(tokens, 2)
  if (tokens.some((_, at) => areWords(tokens, at, 'for', 'update'))) {
    throw new RedshiftError('SELECT FOR UPDATE/SHARE is not supported', { state: '0A000' })
  }
}

/** One change a statement; of types only VARCHAR, which may become longer. */
function refuseAlteration(tokens: readonly Token[]): void {
  if (listed(tokens).length > 1) throw syntaxError(',')
  const type = tokens.findIndex((token, at) => isWord(token, 'type') && at > 3)
  if (type === -1 || isWord(tokens[type + 1], 'varchar', 'nvarchar', 'character')) return
  throw new RedshiftError('ALTER COLUMN TYPE is only supported for columns of type VARCHAR', { state: '0A000' })
}

/** `delete from t as a`: the table is called by its name. */
function refuseAlias(tokens: readonly Token[], start: number): void {
  let at = start + 1
  while (isSymbol(tokens[at], '.')) at += 2
  const after = tokens[at]
  if (after && !isWord(after, 'using', 'where')) throw syntaxError(after.text)
}

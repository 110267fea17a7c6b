import { refuseStatement } from './refuse-statement.ts'
import { areWords, closing, isSymbol, isWord, nameValue, sqlOf, type Token, tokensOf, word } from './sql-tokens.ts'
import { columnDefinition, tableDefinition } from './table-definition.ts'

/** What a session has set that the proxy itself must know. */
export interface SessionSettings {
  /** `enable_case_sensitive_identifier`: otherwise names in quotes are folded like all others. */
  isCaseSensitive: boolean
}

/**
 * A statement of Redshift as one of PostgreSQL that means the same. Throws `RedshiftError` for what Redshift refuses. What
 * differs only by a function is not changed here: `emulatorSchema` adds the functions.
 */
export function translateStatement(tokens: readonly Token[], settings: SessionSettings): string {
  refuseStatement(tokens)
  const named = settings.isCaseSensitive ? tokens : tokens.map(folded)
  const isTable = isWord(named[0], 'create') && named.slice(1, 4).some((token) => isWord(token, 'table'))
  if (isTable) return sqlOf(withFunctions(tableDefinition(named)))
  if (areWords(named, 0, 'alter', 'table')) return sqlOf(withFunctions(alteration(named)))
  if (isWord(named[0], 'set', 'reset', 'show')) return setting(named, settings)
  if (isWord(named[0], 'begin', 'start')) return sqlOf(withoutIsolation(named))
  return sqlOf(withFunctions(named))
}

function folded(token: Token): Token {
  if (token.kind !== 'name') return token
  return { kind: 'name', text: token.text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) }
}

function alteration(tokens: readonly Token[]): readonly Token[] {
  const add = tokens.findIndex((token, at) => isWord(token, 'add') && at > 2)
  if (add === -1) return tokens
  const column = isWord(tokens[add + 1], 'column') ? add + 2 : add + 1
  return [...tokens.slice(0, column), ...columnDefinition(tokens.slice(column))]
}

/** Whatever is asked for, transactions are isolated as the database is. */
function withoutIsolation(tokens: readonly Token[]): readonly Token[] {
  const at = tokens.findIndex((_, index) => areWords(tokens, index, 'isolation', 'level'))
  if (at === -1) return tokens
  const levels = isWord(tokens[at + 2], 'serializable') ? 1 : 2
  return [...tokens.slice(0, at), ...tokens.slice(at + 2 + levels)]
}

/** Parameters that PostgreSQL does not have: https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_ConfigurationRef.html */
const parameters = new Set(
  `analyze_threshold_percent cast_super_null_on_error datashare_break_glass_session_var default_geometry_encoding
  describe_field_name_in_uppercase downcase_delimited_identifier enable_case_sensitive_identifier
  enable_case_sensitive_super_attribute enable_numeric_rounding enable_result_cache_for_session json_serialization_enable
  json_serialization_parse_nested_strings max_concurrency_scaling_clusters mv_enable_aqmv_for_session
  navigate_super_null_on_error parse_super_null_on_error query_group wlm_query_slot_count`.split(/\s+/),
)

function setting(tokens: readonly Token[], settings: SessionSettings): string {
  const at = isWord(tokens[1], 'session', 'local') ? 2 : 1
  const name = tokens[at] ? nameValue(tokens[at]) : ''
  if (!parameters.has(name)) return sqlOf(tokens)
  const value = tokens.slice(at + 2)
  if (name === 'enable_case_sensitive_identifier' && !isWord(tokens[0], 'show')) {
    settings.isCaseSensitive = value.some(({ text }) => /^'?(true|on|1|yes)'?$/i.test(text))
  }
  return sqlOf([...tokens.slice(0, at), word(`redshift.${name}`), ...tokens.slice(at + 1)])
}

/** Functions that PostgreSQL has under another name, or means something else by. */
const renamed: { readonly [name: string]: string } = {
  json_serialize: 'redshift_json_serialize',
  nvl: 'coalesce',
  object: 'jsonb_build_object',
  version: 'redshift_version',
}

/** Tables in which Redshift keeps what went wrong. */
const systemTables = new Set(['stl_load_errors', 'sys_load_error_detail'])

function withFunctions(tokens: readonly Token[]): readonly Token[] {
  const out: Token[] = []
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at], tokens[at + 1]]
    if (!token) break
    const superCast = superOf(tokens, at)
    if (superCast) {
      out.push(word('to_jsonb'), { kind: 'symbol', text: '(' })
      out.push(...withFunctions(superCast.value), { kind: 'symbol', text: ')' })
      at = superCast.end
    } else if (isWord(token, 'varchar', 'nvarchar') && isWord(tokens[at + 2], 'max') && isSymbol(next, '(')) {
      out.push(...tokensOf('varchar(65535)'))
      at += 3
    } else if (isWord(token, 'approximate') && isWord(next, 'count')) continue
    else out.push(replaced(token, isSymbol(tokens[at - 1], '.'), isSymbol(next, '(')))
  }
  return out
}

function replaced(token: Token, isQualified: boolean, isCall: boolean): Token {
  const name = token.text.toLowerCase()
  if (token.kind !== 'word' || isQualified) return token
  if (name === 'sysdate') return word('getsysdate()')
  if (systemTables.has(name)) return word(`redshift_emulator.${name}`)
  return isCall && Object.hasOwn(renamed, name) ? word(renamed[name] ?? name) : token
}

/** `cast(x as super)`, which makes any value one, where PostgreSQL would read the text of it. */
function superOf(tokens: readonly Token[], at: number): { value: readonly Token[]; end: number } | undefined {
  if (!isWord(tokens[at], 'cast') || !isSymbol(tokens[at + 1], '(')) return undefined
  const end = closing(tokens, at + 1)
  if (!areWords(tokens, end - 2, 'as', 'super')) return undefined
  const value = tokens.slice(at + 2, end - 2)
  const isLiteral = value.length === 1 && value[0]?.kind === 'text'
  return { value: isLiteral ? [...value, ...tokensOf('::varchar')] : value, end }
}

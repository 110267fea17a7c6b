import type { Dialect } from '../dialects.ts'
import type { StatementText } from '../scan/statements.ts'
import { isSymbol, isWord, type Token } from '../scan/tokens.ts'
import { fullUnion, pipeOperators, safePrefix, typedArray } from './bigquery.ts'
import { Cursor } from './cursor.ts'
import {
  filterWithoutWhere,
  frameExclusion,
  lastComma,
  nullsInBrackets,
  power,
  setVariable,
  starLike,
  unpacked,
} from './duckdb.ts'
import { copiedTable, createOptions, viewOptions } from './create.ts'
import { Edits } from './edits.ts'
import { addSelect, moveFrom } from './from-first.ts'
import { respellPivot, respellPivotKeys } from './pivots.ts'
import { approximate, deleteWithoutFrom, questionMark, removeDuplicates, unload, unpivotedObject } from './redshift.ts'
import {
  columnsAfterPartition,
  crossJoinOn,
  existsFunction,
  insertConditions,
  mergeStar,
  schemaEvolution,
  structOfAll,
  timeTravel,
  transformUsing,
  windowKeys,
} from './spark.ts'

/** A statement in words that a parser knows. */
export interface Respelled {
  readonly text: string
  /** The offset in the statement's own text of one in this text. */
  offsetOf(offset: number): number
  /** The statement had `BY NAME`. */
  readonly byName: boolean
}

type Rule = (cursor: Cursor, index: number, edits: Edits) => void

/** What sqlparser-rs does not read of a dialect. */
const rules: Readonly<Record<Dialect, readonly Rule[]>> = {
  bigquery: [addSelect, copiedTable, safePrefix, pipeOperators, viewOptions, typedArray, fullUnion],
  duckdb: [
    addSelect,
    moveNestedFrom,
    respellPivot,
    respellPivotKeys,
    unwrappedQuery,
    join,
    sample,
    cteHints,
    starRename,
    byName,
    aliasBefore,
    comprehension,
    globAndPercent,
    absolute,
    power,
    unpacked,
    filterWithoutWhere,
    nullsInBrackets,
    lastComma,
    frameExclusion,
    setVariable,
    starLike,
  ],
  postgres: [],
  redshift: [
    approximate,
    unwrappedQuery,
    questionMark,
    createOptions,
    unpivotedObject,
    unload,
    deleteWithoutFrom,
    removeDuplicates,
  ],
  spark: [
    moveFrom,
    addSelect,
    mergeStar,
    schemaEvolution,
    columnsAfterPartition,
    sample,
    createOptions,
    byName,
    windowKeys,
    structOfAll,
    crossJoinOn,
    unwrappedQuery,
    existsFunction,
    insertConditions,
    timeTravel,
    transformUsing,
  ],
}

/** What a text has when a rule of its dialect may apply: most have nothing of it. */
const triggers: Readonly<Record<Dialect, RegExp | undefined>> = {
  bigquery: /^\W*FROM\b|\(\s*FROM\b|\|>|\bCOPY\b|\bSAFE\s*\.|\bARRAY\s*<|\bFULL\b|^\W*CREATE\b/i,
  duckdb:
    /^\W*(?:FROM|SET)\b|[()]\s*FROM\b|\b(?:AS|NAME|ALL|UNION|EXCEPT|INTERSECT|INTO\s+\S+)\s+FROM\b|PIVOT|\b(?:ASOF|POSITIONAL|SAMPLE|TABLESAMPLE|GLOB|MATERIALIZED|KEY|RENAME|BY\s+NAME|BY\s+POSITION)\b|\(\s*WITH\b|\bFOR\b|\bLIMIT\b[^)]*%|@\w|[\w"]\s*:(?!:)|\*\*|\*\s*COLUMNS\b|\bFILTER\s*\((?!\s*WHERE\b)|\bNULLS\s*\)|\*\s*(?:LIKE|SIMILAR|GLOB)\b|\bEXCLUDE\s+(?:CURRENT|GROUP|TIES|NO)\b|,\s*(?:$|\)|WHERE\b|GROUP\b|ORDER\b)/i,
  postgres: undefined,
  redshift: /^\W*(?:CREATE|UNLOAD|DELETE|MERGE)\b|\bUNPIVOT\b|\bAPPROXIMATE\b|\(\s*WITH\b|\?/i,
  spark:
    /^\W*FROM\b|[()]\s*FROM\b|\bEXISTS\s*\(|\bREPLACE\s+WHERE\b|\bAS\s+OF\b|\bUSING\s*['\x22]|\bMERGE\b|\bPARTITION\b|\bTABLESAMPLE\b|^\W*CREATE\b|\bBY\s+NAME\b|\b(?:DISTRIBUTE|CLUSTER|SORT)\b|\bSTRUCT\s*\(\s*\*|\bCROSS\b|\(\s*WITH\b/i,
}

/** Writes a statement in words that sqlparser-rs knows. */
export function respell({ text, tokens, offset }: StatementText, dialect: Dialect): Respelled {
  if (!triggers[dialect]?.test(text)) return { text, offsetOf: (offset) => offset, byName: false }
  const edits = new Edits()
  const cursor = new Cursor(
    text,
    tokens.map((token) => ({ ...token, start: token.start - offset, end: token.end - offset })),
  )
  for (let index = 0; index < tokens.length; index += 1) {
    for (const rule of rules[dialect]) rule(cursor, index, edits)
  }
  const isByName = rules[dialect].includes(byName) && tokens.some((token, index) => isByNameAt(tokens, index))
  return {
    text: edits.isEmpty ? text : edits.apply(text),
    offsetOf: (offset) => edits.oldOffset(offset),
    byName: isByName,
  }
}

/** Writes parameters such as `:day`, `@day` and `?` as PostgreSQL does. */
export function respellParameters({ text, tokens, offset }: StatementText): Respelled {
  const edits = new Edits()
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]
    const start = token.start - offset
    const before = text[start - 1] ?? ' '
    if (isSymbol(token, '?')) edits.replace(start, start + 1, '$1')
    else if (token.kind === 'word' && token.text.startsWith('@')) edits.replace(start, token.end - offset, '$1')
    else if (
      isSymbol(token, ':') &&
      next?.kind === 'word' &&
      next.start === token.end &&
      /[\s(,=<>+*/-]/.test(before)
    ) {
      edits.replace(start, next.end - offset, '$1')
    }
  }
  return { text: edits.apply(text), offsetOf: (offset) => edits.oldOffset(offset), byName: false }
}

function remove(cursor: Cursor, from: number, to: number, edits: Edits): void {
  const start = cursor.at(from)?.start
  const end = cursor.at(to - 1)?.end
  if (from < to && start !== undefined && end !== undefined) edits.remove(start, end)
}

/** `(FROM t SELECT a WHERE b)`: sqlparser-rs reads it as a whole statement alone. */
function moveNestedFrom(cursor: Cursor, index: number, edits: Edits): void {
  if (isSymbol(cursor.at(index - 1), '(')) moveFrom(cursor, index, edits)
}

/** `ASOF JOIN` is a join by its condition; `POSITIONAL JOIN` has none. */
function join(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  const next = cursor.at(index + 1)
  if (!token) return
  if (isWord(token, 'ASOF') && isWord(next, 'JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER'))
    edits.remove(token.start, token.end)
  if (isWord(token, 'POSITIONAL') && isWord(next, 'JOIN')) edits.replace(token.start, token.end, 'CROSS')
}

/** `USING SAMPLE 10%`, `TABLESAMPLE reservoir(50 ROWS)`: which rows, not which columns. */
function sample(cursor: Cursor, index: number, edits: Edits): void {
  const isUsing = isWord(cursor.at(index), 'USING') && isWord(cursor.at(index + 1), 'SAMPLE')
  if (!isUsing && !isWord(cursor.at(index), 'TABLESAMPLE')) return
  let end = index + (isUsing ? 2 : 1)
  if (cursor.at(end)?.kind === 'word') end += 1
  else if (cursor.at(end)?.kind === 'number') end += 1
  if (isSymbol(cursor.at(end), '%') || isWord(cursor.at(end), 'PERCENT', 'ROWS')) end += 1
  if (isSymbol(cursor.at(end), '(')) end = cursor.afterBrackets(end)
  if (isWord(cursor.at(end), 'REPEATABLE')) end = cursor.afterBrackets(end + 1)
  remove(cursor, index, end, edits)
}

/** `AS MATERIALIZED (..)` and `USING KEY (..)` of a CTE. */
function cteHints(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (
    isWord(token, 'MATERIALIZED') &&
    isWord(cursor.at(index - 1), 'AS', 'NOT') &&
    isSymbol(cursor.at(index + 1), '(')
  ) {
    remove(cursor, isWord(cursor.at(index - 1), 'NOT') ? index - 1 : index, index + 1, edits)
  }
  if (isWord(token, 'USING') && isWord(cursor.at(index + 1), 'KEY') && isSymbol(cursor.at(index + 2), '(')) {
    remove(cursor, index, cursor.afterBrackets(index + 2), edits)
  }
}

/** `* RENAME (a AS b)`: as REPLACE without AS, which is no DuckDB and so means nothing else. */
function starRename(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token || !isWord(token, 'RENAME') || !isSymbol(cursor.at(index + 1), '(')) return
  if (!isSymbol(cursor.at(index - 1), '*') && !isSymbol(cursor.at(index - 1), ')')) return
  // After a REPLACE of its own it goes on with the same list.
  const [before, open] = [cursor.at(index - 1), cursor.at(index + 1)]
  const isSecond = before && open && isWord(cursor.at(cursor.openOf(index - 1) - 1), 'REPLACE')
  if (isSecond) edits.replace(before.start, open.end, ', ')
  else edits.replace(token.start, token.end, 'REPLACE')
  for (let at = index + 2; at < cursor.find(index + 2); at += 1) {
    if (isWord(cursor.at(at), 'AS')) remove(cursor, at, at + 1, edits)
  }
}

/** `SELECT alias: expression FROM alias: t`, which sqlparser-rs takes for a path into JSON. */
function aliasBefore(cursor: Cursor, index: number, edits: Edits): void {
  const [alias, colon, before] = [cursor.at(index), cursor.at(index + 1), cursor.at(index - 1)]
  if (!alias || !colon || !isSymbol(colon, ':') || (alias.kind !== 'word' && alias.kind !== 'quoted')) return
  const starts = isSymbol(before, ',') || isWord(before, 'SELECT', 'DISTINCT', 'FROM', 'JOIN')
  // `f(a := 1)` names an argument, `lambda x, i: ..` a parameter.
  const isOther = isSymbol(cursor.at(index + 2), '=') || isWord(cursor.at(index - 3), 'LAMBDA')
  if (!starts || isOther || cursor.isIn(index, '{', '[')) return
  const end = Math.min(
    cursor.findClause(index + 2),
    cursor.find(index + 2, ',', 'FROM', 'JOIN', 'ON', 'USING', ...joinWords),
  )
  const last = cursor.at(end - 1)
  if (!last) return
  const name = cursor.text.slice(alias.start, alias.end)
  edits.replace(alias.start, last.end, `${cursor.text.slice(colon.end, last.end)} AS ${name}`)
}

/** `a GLOB 'x*'` compares as LIKE does; `LIMIT 10%` counts rows all the same. */
function globAndPercent(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (!token) return
  if (isWord(token, 'GLOB') && cursor.at(index + 1)?.kind === 'string' && !isSymbol(cursor.at(index - 1), '*'))
    edits.replace(token.start, token.end, 'LIKE')
  const isCount = cursor.at(index - 1)?.kind === 'number' && isWord(cursor.at(index - 2), 'LIMIT')
  if (isSymbol(token, '%') && isCount) remove(cursor, index, index + 1, edits)
}

/** `@a` is the absolute value, which would be read as a parameter: another sign in its place is as much of a computation. */
function absolute(cursor: Cursor, index: number, edits: Edits): void {
  const token = cursor.at(index)
  if (token?.kind === 'word' && token.text.startsWith('@')) edits.replace(token.start, token.start + 1, '+')
}

/** `[x + 1 FOR x IN list IF x > 2]`: as the functions that it stands for. */
function comprehension(cursor: Cursor, index: number, edits: Edits): void {
  const open = cursor.at(index)
  if (!open || !isSymbol(open, '[')) return
  const end = cursor.find(index + 1)
  const each = cursor.find(index + 1, 'FOR')
  const source = cursor.find(each + 1, 'IN')
  const close = cursor.at(end)
  if (!close || source >= end) return
  const test = Math.min(end, cursor.find(source + 1, 'IF'))
  const param = cursor.slice(each + 1, source)
  const list = cursor.slice(source + 1, test)
  const kept = test < end ? `list_filter(${list}, lambda ${param}: ${cursor.slice(test + 1, end)})` : list
  edits.replace(open.start, close.end, `list_transform(${kept}, lambda ${param}: ${cursor.slice(index + 1, each)})`)
}

const joinWords = ['LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'NATURAL', 'SEMI', 'ANTI', 'ASOF', 'POSITIONAL']

function isByNameAt(tokens: readonly Token[], index: number): boolean {
  return (
    isWord(tokens[0], 'INSERT') &&
    isWord(tokens[index], 'BY') &&
    isWord(tokens[index + 1], 'NAME') &&
    !isWord(tokens[index - 1], 'ALL', 'UNION')
  )
}

/** `INSERT INTO t BY NAME SELECT ..`; the front end is told by `byName`. */
function byName(cursor: Cursor, index: number, edits: Edits): void {
  const isPosition =
    isWord(cursor.at(0), 'INSERT') && isWord(cursor.at(index), 'BY') && isWord(cursor.at(index + 1), 'POSITION')
  if (isPosition || isByNameAt(cursor.tokens, index)) remove(cursor, index, index + 2, edits)
}

/** `INSERT INTO t (WITH c AS (..) SELECT ..)` without the brackets. */
function unwrappedQuery(cursor: Cursor, index: number, edits: Edits): void {
  if (!isWord(cursor.at(0), 'INSERT') || !isSymbol(cursor.at(index), '(') || !isWord(cursor.at(index + 1), 'WITH'))
    return
  const before = cursor.tokens.slice(0, index).some((token) => isWord(token, 'SELECT', 'WITH', 'VALUES', 'FROM'))
  if (before) return
  const close = cursor.afterBrackets(index) - 1
  remove(cursor, index, index + 1, edits)
  remove(cursor, close, close + 1, edits)
}

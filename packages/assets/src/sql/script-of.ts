import { type Address, fail } from '@headwater/core/io'
import { quotingOf, scanSql, type SqlPart } from './scan-sql.ts'
import { type Spelling, standardSpelling } from './spelling.ts'
import type { Script, Statement, TemporaryTable } from './statement.ts'

/** Whose statements they are, and who runs them. */
interface Place extends Address {
  readonly warehouse: { readonly dialect: string; readonly spelling?: Spelling | undefined }
}

/**
 * Takes several statements apart: all but the last are `create temp table <name> as <query>`, the last is a query. Throws
 * SQL_STATEMENT_UNSUPPORTED for any other.
 */
export function scriptOf(statement: Statement, of: Place): Script {
  const { text, parameters } = statement
  const statements = splitStatements(text, of.warehouse.dialect)
  const [last, ...before] = statements.toReversed()
  if (last === undefined) failOnStatement(of, { text: '', position: 1, why: 'is empty' })
  if (changes.test(withoutLead(last)))
    failOnStatement(of, { text: last, position: statements.length, why: 'gives no rows' })
  if (before.length === 0) return { text: last, parameters }
  const names = new Set<string>()
  const temporary = before.toReversed().map((text, index): TemporaryTable => {
    const { name, query } =
      temporaryTable(text) ?? failOnStatement(of, { text, position: index + 1, why: notTemporary })
    const folded = name.startsWith('"') ? name : name.toLowerCase()
    if (names.has(folded)) failOnStatement(of, { text, position: index + 1, why: `makes \`${name}\` once more` })
    names.add(folded)
    return { name, ...numbered(query, parameters, of) }
  })
  return { ...numbered(last, parameters, of), temporary }
}

const changes = /^(?:insert|update|delete|merge|truncate|create|alter|drop)\b/i
const temporaryHead = /^create\s+temp(?:orary)?\s+table\s+("(?:[^"]|"")+"|[A-Za-z_]\w*)\s+as\b/i
const notTemporary = 'is followed by others, but makes no temporary table'

function temporaryTable(statement: string): { readonly name: string; readonly query: string } | undefined {
  const text = withoutLead(statement)
  const head = temporaryHead.exec(text)
  return head?.[1] === undefined ? undefined : { name: head[1], query: text.slice(head[0].length) }
}

/** The statements of a text, cut at semicolons; what holds nothing but comments is none. */
function splitStatements(text: string, dialect: string): readonly string[] {
  if (!text.includes(';') && withoutLead(text) !== '') return [text]
  const statements: SqlPart[][] = [[]]
  for (const part of scanSql(text, quotingOf(dialect))) {
    if (part.kind !== 'code') {
      statements.at(-1)?.push(part)
      continue
    }
    for (const [index, piece] of part.text.split(';').entries()) {
      if (index > 0) statements.push([])
      statements.at(-1)?.push({ ...part, text: piece })
    }
  }
  const said = statements.filter((parts) => parts.some(({ kind, text }) => kind !== 'comment' && text.trim() !== ''))
  return said.map((parts) => parts.map(({ text }) => text).join(''))
}

/** Without the blanks and comments before its first word. */
function withoutLead(statement: string): string {
  return statement.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
}

/** A database wants no parameter that a statement does not name: each has its own, numbered anew. */
function numbered(text: string, parameters: readonly unknown[], { warehouse }: Place): Statement {
  const { parameter } = warehouse.spelling ?? standardSpelling
  const own: unknown[] = []
  const numbers = new Map<string, number>()
  const renumbered = (found: string, position: string) => {
    if (found !== parameter(Number(position))) return found
    const number = numbers.get(found) ?? own.push(parameters[Number(position) - 1])
    numbers.set(found, number)
    return parameter(number)
  }
  const parts = scanSql(text, quotingOf(warehouse.dialect)).map((part) =>
    part.kind === 'code' ? part.text.replace(/(?<![\w$@])[$@][A-Za-z_]*(\d+)/g, renumbered) : part.text,
  )
  return { text: parts.join(''), parameters: own }
}

interface Refused {
  readonly text: string
  readonly position: number
  readonly why: string
}

function failOnStatement({ asset, partition }: Address, { text, position, why }: Refused): never {
  const words = withoutLead(text).replace(/\s+/g, ' ').trim()
  return fail('SQL_STATEMENT_UNSUPPORTED', {
    asset,
    partition: partition ?? undefined,
    message: `statement ${position} of asset \`${asset}\` ${why}${words && `: \`${words.length > 60 ? `${words.slice(0, 60)}...` : words}\``}`,
    hint:
      'Let the last statement be a query that gives the rows, and those before it `create temp table <name> as <query>`. ' +
      "What becomes of the rows that the asset has is said by `write`: { mode: 'delete-insert', by: ... } deletes and inserts.",
  })
}

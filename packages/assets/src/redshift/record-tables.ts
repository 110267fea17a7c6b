import type { Scalar } from '../sql/rows.ts'
import { identifier } from '../tables/quote.ts'

/** Text and whole numbers by name, of records that a statement reads. */
export type RecordColumns = { readonly [name: string]: 'text' | 'bigint' }

/** A temporary table that a statement reads: what makes it and fills it, and what removes it. */
export interface RecordTable {
  readonly make: readonly string[]
  readonly drop: string
}

/** A statement that Redshift takes, with the tables that it needs. */
export interface WithRecords {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly tables: readonly RecordTable[]
}

/** Up to so many records stand in the statement itself; more would make it slow to plan. */
const mostInline = 100

/** A statement may have 16 MB. */
const mostInInsert = 5000

/**
 * Stands for records that a parameter holds as JSON. Redshift has no function that makes rows of JSON but for SUPER, whose
 * text has at most 65,535 bytes; so `withRecords` puts a query or a temporary table in the place of it.
 */
export function recordsCall(parameter: string, alias: string, columns: RecordColumns): string {
  return `headwater_records(${parameter}, '${JSON.stringify(columns)}') as ${alias}`
}

const calls = /headwater_records\(\$(\d+), '([^']*)'\)/g

/** Names and texts in quotes; then what is sought: `$1`. */
const quotedOrPlaceholder = /'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|\$(\d+)/g

/** Puts what Redshift has in the place of `recordsCall`. Other parameters are numbered anew. */
export function withRecords(
  sql: string,
  parameters: readonly unknown[],
  literal: (value: Scalar) => string,
): WithRecords {
  const found = [...sql.matchAll(calls)]
  if (found.length === 0) return { sql, parameters, tables: [] }
  const gone = new Set(found.map(([, position]) => Number(position)))
  const kept = parameters.map((_, index) => index + 1).filter((position) => !gone.has(position))
  const tables: RecordTable[] = []
  const numbered = sql.replace(quotedOrPlaceholder, (whole: string, position?: string) =>
    position === undefined || gone.has(Number(position)) ? whole : `$${kept.indexOf(Number(position)) + 1}`,
  )
  const read = numbered.replace(calls, (_, position: string, definition: string) => {
    const columns = JSON.parse(definition) as RecordColumns
    const records = JSON.parse(String(parameters[Number(position) - 1])) as readonly Scalars[]
    if (records.length <= mostInline) return `(${inlineQuery(records, columns, literal)})`
    const name = `headwater_records_${nextTable++}`
    tables.push(recordTable(name, { records, columns, literal }))
    return identifier(name)
  })
  return { sql: read, parameters: kept.map((position) => parameters[position - 1]), tables }
}

/** Temporary tables live as long as a connection. */
let nextTable = 1

type Scalars = { readonly [name: string]: string | number | null }

const types = { text: 'varchar', bigint: 'bigint' } as const

function inlineQuery(records: readonly Scalars[], columns: RecordColumns, literal: (value: Scalar) => string): string {
  const select = (record: Scalars) =>
    Object.entries(columns)
      .map(([name, type]) => `cast(${literal(record[name] ?? null)} as ${types[type]}) as ${identifier(name)}`)
      .join(', ')
  if (records.length === 0) return `select ${select({})} where 1 = 0`
  return records.map((record) => `select ${select(record)}`).join(' union all ')
}

interface Filling {
  readonly records: readonly Scalars[]
  readonly columns: RecordColumns
  readonly literal: (value: Scalar) => string
}

function recordTable(name: string, { records, columns, literal }: Filling): RecordTable {
  const names = Object.keys(columns)
  const stored = Object.entries(columns).map(
    ([column, type]) => `${identifier(column)} ${type === 'text' ? 'varchar(65535)' : 'bigint'}`,
  )
  const make = [`create temp table ${identifier(name)} (${stored.join(', ')})`]
  for (let at = 0; at < records.length; at += mostInInsert) {
    const rows = records
      .slice(at, at + mostInInsert)
      .map((record) => `(${names.map((column) => literal(record[column] ?? null)).join(', ')})`)
    make.push(`insert into ${identifier(name)} values ${rows.join(', ')}`)
  }
  return { make, drop: `drop table ${identifier(name)}` }
}

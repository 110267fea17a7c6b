import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Output, openColumnLineage } from '../src/index.ts'
import { duckdbStatements, schema } from './statements.ts'

const lineage = await openColumnLineage(['duckdb'])
const tables = schema as Readonly<Record<string, Readonly<Record<string, string>>>>
const rounds = 3
const rows = 8

/** A table's values by column. */
type Data = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

describe('whatever DuckDB shows to depend on a column', () => {
  let db: DuckDBConnection
  beforeAll(async () => {
    db = await (await DuckDBInstance.create(':memory:')).connect()
  })

  it.each(duckdbStatements)('is claimed: %s', async (sql) => {
    const { outputs, problems } = lineage.columnLineage(sql, { dialect: 'duckdb', schema })
    expect(problems).toEqual([])
    const [output] = outputs
    if (!output) throw new Error('no output')
    for (let seed = 1; seed <= rounds; seed += 1) {
      const data = randomData(seed)
      const before = await run(db, data, sql, output)
      for (const [table, columns] of Object.entries(tables)) {
        for (const column of Object.keys(columns)) {
          const after = await run(db, changed(data, table, column, seed), sql, output)
          expect(unclaimed(output, `${table}.${column}`, before, after), `${table}.${column} of ${sql}`).toEqual([])
        }
      }
    }
  })
})

/** The output columns whose values moved, though nothing says that they depend on the source column. */
function unclaimed(
  { target, columns, dataset }: Output,
  source: string,
  before: Table,
  after: Table,
): readonly string[] {
  const named = ({ table, column }: { table: string; column: string }) => `${table}.${column}`
  if (dataset.some((input) => named(input) === source)) return []
  return columns.flatMap(({ name, direct, indirect }) => {
    // Rows that a statement leaves alone keep what they have.
    const isClaimed =
      source === `${target}.${name}` || [...direct, ...indirect].some((input) => named(input) === source)
    const own = (table: Table) => JSON.stringify(table.get(name.toLowerCase())?.toSorted())
    return isClaimed || own(before) === own(after) ? [] : [name]
  })
}

type Table = ReadonlyMap<string, readonly string[]>

async function run(db: DuckDBConnection, data: Data, sql: string, { target }: Output): Promise<Table> {
  for (const [table, columns] of Object.entries(tables)) {
    const names = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
    const made = Array.from(
      { length: rows },
      (_, row) =>
        `(${Object.keys(columns)
          .map((name) => data[table]?.[name]?.[row])
          .join(', ')})`,
    )
    await db.run(
      `CREATE OR REPLACE TABLE ${table} (${names.join(', ')}); INSERT INTO ${table} VALUES ${made.join(', ')}`,
    )
  }
  const reader = await db.runAndReadAll(sql)
  const result = target === null ? reader : await db.runAndReadAll(`FROM ${target}`)
  const columns = result.getColumnsJson()
  return new Map(
    result
      .columnNames()
      .map((name, index) => [name.toLowerCase(), (columns[index] ?? []).map((value) => JSON.stringify(value))]),
  )
}

function randomData(seed: number): Data {
  const random = randomFrom(seed)
  const entries = Object.entries(tables).map(([table, columns]) => {
    const made = Object.entries(columns).map(
      ([name, type]) => [name, Array.from({ length: rows }, () => literal(type, random))] as const,
    )
    return [table, Object.fromEntries(made)] as const
  })
  return Object.fromEntries(entries)
}

function changed(data: Data, table: string, column: string, seed: number): Data {
  const random = randomFrom(seed * 7919 + table.length * 31 + column.length)
  const type = tables[table]?.[column] ?? ''
  const values = Array.from({ length: rows }, () => literal(type, random))
  return { ...data, [table]: { ...data[table], [column]: values } }
}

function literal(type: string, random: () => number): string {
  const letter = () => `'${'abc'[Math.floor(random() * 3)]}'`
  if (type === 'INTEGER') return String(Math.floor(random() * 6))
  if (type === 'DATE') return `DATE '2024-01-0${1 + Math.floor(random() * 9)}'`
  return type === 'VARCHAR[]' ? `[${letter()}, ${letter()}]` : letter()
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

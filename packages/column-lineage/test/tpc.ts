import { readFileSync } from 'node:fs'
import type { ColumnLineage, Dialect, OutputColumn, Schema } from '../src/index.ts'

/** A query of TPC-H or TPC-DS. */
export interface TpcQuery {
  readonly id: string
  readonly dialect: Dialect
  readonly schema: Schema
  readonly sql: string
}

interface Answer {
  readonly error?: string
  readonly cols: readonly (readonly [name: string, sources: readonly string[]])[]
}

/** The queries with sqlglot's answers, from a folder of the conformance data. */
export function readTpc(folder: string) {
  const read = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
  const answers = read('tpc-sqlglot-answers.json') as Readonly<Record<string, Answer>>
  return (read('tpc-queries.json') as readonly TpcQuery[]).flatMap((query) => {
    const answer = answers[query.id]
    return answer && !answer.error ? [{ query, answer }] : []
  })
}

/**
 * The columns that do not agree. sqlglot knows no indirect inputs and mixes them with the others: what it lists must be
 * there, as direct or as indirect, and nothing direct may be there that it does not list.
 */
export function disagreements(answer: Answer, { outputs }: ColumnLineage): readonly string[] {
  const columns = outputs.at(-1)?.columns ?? []
  const names = answer.cols.map(([name]) => name)
  return answer.cols.flatMap(([name, sources]) => {
    const isSameWidth = columns.length === answer.cols.length
    const byName = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
    const column = isSameWidth ? columns[names.indexOf(name)] : byName
    return column && agrees(column, new Set(sources.map((source) => source.replaceAll(/["`]/g, '')))) ? [] : [name]
  })
}

function agrees({ direct, indirect }: OutputColumn, listed: ReadonlySet<string>): boolean {
  const values = direct.map(({ table, column }) => `${table}.${column}`)
  const all = new Set([...values, ...indirect.map(({ table, column }) => `${table}.${column}`)])
  return values.every((value) => listed.has(value)) && [...listed].every((source) => all.has(source))
}

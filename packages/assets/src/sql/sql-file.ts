import { type Address, fail } from '@headwater/core/io'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scalar } from './rows.ts'
import { quotingOf, scanSql } from './scan-sql.ts'
import { sql, type SqlStatement } from './sql-tag.ts'

/** A query function that is written in a file: see `sqlFile`. */
export interface SqlFile {
  (db: unknown, context: { readonly partition: unknown }): SqlStatement
}

/** What the parameters of a file are, by the names that stand behind `$` in it. */
export type SqlParameters = { readonly [name: string]: Scalar }

/**
 * The query of an SQL asset from a file: `sqlAsset(key, spec, sqlFile(new URL('./fct_prices.sql', import.meta.url)))`. In the
 * file the deps are tables under their names in `deps`, and `$name` is a parameter, bound like every value: `$partition`, the
 * dimensions of a product by their names, and those that are given here. It may hold several statements, as an `sql`
 * template may.
 *
 * The file is read when the project is defined, which throws SQL_FILE_UNREADABLE, SQL_PARAMETER_TAKEN, and
 * SQL_PARAMETER_UNKNOWN with line and column. What it says, without comments and layout, is the asset's code version.
 */
export function sqlFile(file: URL | string, parameters: SqlParameters = {}): SqlFile {
  const source = new SqlSource(file instanceof URL ? fileURLToPath(file) : resolve(file), parameters)
  const query: SqlFile = (_, { partition }) => source.statement(partition)
  sources.set(query, source)
  return query
}

/** The file that a query function is written in; undefined for other functions. */
export function sqlSourceOf(query: object): SqlSource | undefined {
  return sources.get(query)
}

const sources = new WeakMap<object, SqlSource>()

/** How a file is read that may be of any dialect: only the quoting of the one that runs it would be quite right. */
const quoting = quotingOf('')
const parameterName = /(?<![\w$])\$(\w+)/g

/** A file with SQL. It is read once. */
export class SqlSource {
  readonly #path: string
  readonly #parameters: SqlParameters
  #text: string | undefined

  constructor(path: string, parameters: SqlParameters) {
    this.#path = path
    this.#parameters = parameters
  }

  /** Throws when the file cannot be read, or names a parameter that is none of `partition` or those given, or both. */
  check({ asset }: Pick<Address, 'asset'>, ofPartition: readonly string[]): void {
    const text = this.#read(asset)
    const taken = ofPartition.find((name) => Object.hasOwn(this.#parameters, name))
    if (taken !== undefined) failOnTaken(asset, taken)
    const known = [...ofPartition, ...Object.keys(this.#parameters)]
    for (const { name, start } of parametersIn(text))
      if (!known.includes(name)) this.#failOnParameter(asset, { name, start, known })
  }

  /** What is decided by the file and its parameters, for a code version. */
  version(asset: string): unknown {
    const parts = scanSql(this.#read(asset), quoting).map(({ kind, text }) =>
      kind === 'quoted' ? text : kind === 'comment' ? ' ' : text.replace(/\s+/g, ' '),
    )
    return { text: parts.join('').replace(/ +/g, ' ').trim(), parameters: this.#parameters }
  }

  statement(partition: unknown): SqlStatement {
    const ofPartition = typeof partition === 'object' && partition !== null ? partition : { partition }
    const values = new Map(Object.entries<Scalar>({ ...ofPartition, ...this.#parameters } as SqlParameters))
    const text = this.#read(undefined)
    const texts: string[] = []
    const bound: unknown[] = []
    let from = 0
    for (const { name, start, end } of parametersIn(text)) {
      texts.push(text.slice(from, start))
      bound.push(values.get(name))
      from = end
    }
    texts.push(text.slice(from))
    return sql(Object.assign(texts, { raw: texts }), ...(bound as Scalar[]))
  }

  #read(asset: string | undefined): string {
    try {
      this.#text ??= readFileSync(this.#path, 'utf8')
      return this.#text
    } catch (cause) {
      return fail('SQL_FILE_UNREADABLE', {
        asset,
        message: `the query ${asset === undefined ? '' : `of asset \`${asset}\` `}in \`${this.#path}\` cannot be read: ${String(cause)}`,
        hint: "Name the file from the module that declares the asset: sqlFile(new URL('./name.sql', import.meta.url)).",
        cause,
      })
    }
  }

  #failOnParameter(asset: string, of: { name: string; start: number; known: readonly string[] }): never {
    const before = this.#read(asset).slice(0, of.start).split('\n')
    const place = `${this.#path}:${before.length}:${(before.at(-1) ?? '').length + 1}`
    const names = of.known.map((name) => `\`$${name}\``)
    return fail('SQL_PARAMETER_UNKNOWN', {
      asset,
      message: `\`$${of.name}\` in ${place} is no parameter of asset \`${asset}\`; it has ${names.join(', ') || 'none'}`,
      hint: `Give it a value: sqlFile(file, { ${/^\d/.test(of.name) ? 'name' : of.name}: ... }).`,
    })
  }
}

/** With a value of its own every partition would be made as if it were that one. */
function failOnTaken(asset: string, name: string): never {
  return fail('SQL_PARAMETER_TAKEN', {
    asset,
    message: `asset \`${asset}\` gives its file a parameter \`${name}\`, but \`$${name}\` is its partition`,
    hint: 'Give the parameter another name.',
  })
}

interface NamedParameter {
  readonly name: string
  readonly start: number
  readonly end: number
}

function parametersIn(text: string): readonly NamedParameter[] {
  return scanSql(text, quoting).flatMap((part) =>
    part.kind === 'code'
      ? Array.from(part.text.matchAll(parameterName), ({ 0: found, 1: name = '', index }) => {
          const start = part.start + index
          return { name, start, end: start + found.length }
        })
      : [],
  )
}

import type { StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { Statement } from '../sql/statement.ts'
import type { ReadPartition, StagedQuery, StageQuery } from '../sql/warehouse.ts'
import { requireScalar } from '../tables/inline-parameters.ts'
import type { BigQueryService } from './bigquery-service.ts'
import { type Field } from './column-types.ts'
import { identifier, literal, replaceParameters } from './google-sql.ts'
import { checkColumns, namingQuery } from './query-contract.ts'
import { type Parameters, scalarParameter } from './query-parameters.ts'
import type { TableSources } from './table-sources.ts'
import type { ReadCommits } from './script-rows.ts'

/** A query that knows its sources. */
export interface PreparedQuery {
  readonly query: StageQuery
  readonly sql: string
  readonly parameters: Parameters
  /** The types of its columns. */
  readonly fields: readonly Field[]
  readonly read: (commits: ReadCommits) => StagedQuery['read']
}

const database = { title: 'BigQuery' }

/** Prepares the queries of one asset, and compares their columns with those declared: once per text, where types alone decide. */
export class QueryPreparer {
  readonly #service: BigQueryService
  readonly #sources: TableSources
  readonly #columns: readonly Column[]
  readonly #compared = new Map<string, readonly Field[]>()

  constructor(service: BigQueryService, sources: TableSources, columns: readonly Column[]) {
    this.#service = service
    this.#sources = sources
    this.#columns = columns
  }

  /** `prefix` begins the names of its parameters. In a view, which takes none, values are written into the query. */
  async prepare(query: StageQuery, prefix: string): Promise<PreparedQuery> {
    const { at, sources, beneath = {}, temporary = [], write } = query
    const clauses: string[] = []
    const reads: { readonly dep: string; readonly read: (commits: ReadCommits) => readonly ReadPartition[] }[] = []
    for (const [dep, source] of Object.entries(sources)) {
      const resolved = await this.#sources.resolve(source, at)
      clauses.push(`${identifier(dep)} AS (${resolved.sql})`)
      reads.push({ dep, read: resolved.read })
    }
    for (const [dep, source] of Object.entries(beneath)) {
      reads.push({ dep, read: (await this.#sources.resolve(source, at)).read })
    }
    const bind = write.mode === 'view' ? inlined : bound
    const made = temporary.map((table, index) => ({ name: table.name, ...bind(table, `${prefix}_t${index}`) }))
    const own = bind({ text: query.sql, parameters: query.parameters }, prefix)
    const known = [...clauses, ...made.map(({ name, sql }) => `${name} AS (\n${sql}\n)`)]
    const sql = `${known.length === 0 ? '' : `WITH ${known.join(', ')} `}SELECT * FROM (\n${own.sql}\n)`
    const parameters: Parameters = Object.assign({}, own.parameters, ...made.map((table) => table.parameters))
    const fields = await this.#fieldsOf(query, { sql, parameters })
    const read = (commits: ReadCommits) => Object.fromEntries(reads.map(({ dep, read }) => [dep, read(commits)]))
    return { query, sql, parameters, fields, read }
  }

  async #fieldsOf(query: StageQuery, bound: BoundQuery): Promise<readonly Field[]> {
    const { at } = query
    const kinds = kindsIn(query)
    const known = this.#compared.get(kinds)
    if (known) return known
    const described = { ...bound, what: nameOf(at) }
    const { fields, byTypes } = await namingQuery(at, () => checkColumns(this.#service, described, this.#columns, at))
    if (byTypes) this.#compared.set(kinds, fields)
    return fields
  }
}

/** Whose query it is, in a message. */
export function nameOf({ asset, partition }: Pick<StageAt, 'asset' | 'partition'>): string {
  return `the query of asset \`${asset}\`${partition === null ? '' : ` for partition \`${partition}\``}`
}

/** A query as far as it decides about the types of its columns. */
function kindsIn({ sql, parameters, temporary = [] }: StageQuery): string {
  const kindOf = (value: unknown) => (value === null ? null : typeof value)
  return JSON.stringify(
    [...temporary, { text: sql, parameters }].map(({ text, parameters }) => [text, parameters.map(kindOf)]),
  )
}

interface BoundQuery {
  readonly sql: string
  readonly parameters: Parameters
}

/** Values become parameters of names of their own, since a script has many queries; null, which has no type, is written. */
export function bound({ text, parameters: values }: Statement, prefix: string): BoundQuery {
  const parameters: { [name: string]: Parameters[string] } = {}
  const sql = replaceParameters(text, (position) => {
    const value = requireScalar(database, values[position - 1], position - 1)
    if (value === null) return 'NULL'
    const name = `${prefix}_p${position}`
    parameters[name] = scalarParameter(value)
    return `@${name}`
  })
  return { sql, parameters }
}

function inlined({ text, parameters }: Statement): BoundQuery {
  const valueAt = (position: number) => requireScalar(database, parameters[position - 1], position - 1)
  return { sql: replaceParameters(text, (position) => literal(valueAt(position))), parameters: {} }
}

import { fail } from '@headwater/core/io'
import type { TableSource } from '../sql/warehouse.ts'
import type { TableRow } from '../tables/table-session.ts'
import type { ResolvedSource } from '../tables/table-source.ts'
import type { ApiCell, BigQueryService } from './bigquery-service.ts'
import type { Field } from './column-types.ts'
import { bound } from './prepare-query.ts'
import { cellReader } from './read-cells.ts'
import { commitsIn, readRows, scriptRow } from './script-rows.ts'
import type { TableSources } from './table-sources.ts'

/**
 * Runs the queries of checks. Each is a job, and sees the tables as they are when it begins. So what is committed is asked
 * for again at the end: where it is the same, all of them have seen the same rows.
 */
export class CheckSession {
  readonly #service: BigQueryService
  readonly #sources: TableSources
  readonly #asset: string
  /** Queries of what is committed, with their answers. */
  readonly #seen = new Map<string, string>()

  constructor(service: BigQueryService, sources: TableSources, asset: string) {
    this.#service = service
    this.#sources = sources
    this.#asset = asset
  }

  async rows(sql: string, parameters: readonly unknown[] = []): Promise<readonly TableRow[]> {
    return this.#rows(bound({ text: sql, parameters }, 'check'), [])
  }

  /** Runs a query whose columns of these names are those of a table: a result has not all of what is known of their types. */
  async rowsOf(sql: string, fields: readonly Field[]): Promise<readonly TableRow[]> {
    return this.#rows({ sql }, fields)
  }

  /** Runs a query of what is committed. Its answer is not to change: see `isSteady`. */
  async commits(sql: string): Promise<readonly (readonly ApiCell[])[]> {
    const rows = await this.#commits(sql)
    this.#seen.set(sql, JSON.stringify(rows))
    return rows
  }

  /** Whether what is committed is what was read at first. */
  async isSteady(): Promise<boolean> {
    const again = [...this.#seen].map(async ([sql, before]) => JSON.stringify(await this.#commits(sql)) === before)
    return (await Promise.all(again)).every(Boolean)
  }

  async resolve(source: TableSource): Promise<ResolvedSource> {
    const asset = this.#asset
    const at = { asset, partition: null, attempt: { id: 'check', runId: 'check', token: 0 }, dimensions: {} }
    const { sql, read } = await this.#sources.resolve(source, { ...at, rowSchema: undefined })
    const commits = await this.#sources.commits()
    const rows = commits === undefined ? [] : (await this.commits(readRows(commits))).map(scriptRow)
    return { sql, read: read(commitsIn(rows)) }
  }

  /** In one order, so that answers can be compared. */
  async #commits(sql: string): Promise<readonly (readonly ApiCell[])[]> {
    const rows = await this.#service.query({ what: this.#what, sql })
    return rows.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  }

  async #rows(query: Pick<ReturnType<typeof bound>, 'sql'>, known: readonly Field[]): Promise<readonly TableRow[]> {
    const { fields, rows } = await this.#service.table({ what: this.#what, ...query })
    const readers = fields.map((field) => {
      const { name } = field
      return { name, read: cellReader(known.find((one) => one.name === name) ?? field) }
    })
    return rows.map((cells) =>
      Object.fromEntries(readers.map(({ name, read }, index) => [name, read(cells[index] ?? null)])),
    )
  }

  get #what(): string {
    return `a check of asset \`${this.#asset}\``
  }
}

/** Throws INPUT_MOVED. */
export function failOnMoving(asset: string, tries: number): never {
  return fail('INPUT_MOVED', {
    message: `asset \`${asset}\` was written again in each of ${tries} tries to check it`,
    hint: 'Other runs publish it, or what its checks compare it with. Check it once they have ended.',
    asset,
  })
}

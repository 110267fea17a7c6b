import { fail, type StageAt } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { ReadPartition, TableSource } from '../sql/warehouse.ts'
import { dropTable, type FoundTable, requireTable } from './asset-table.ts'
import type { BigQueryHome } from './bigquery-home.ts'
import { fromStage, isHidden, partitionColumn, requireColumns } from './column-types.ts'
import { identifier, text } from './google-sql.ts'
import { loadStage } from './load-stage.ts'
import { isByDay } from './partition-filter.ts'
import type { ReadCommits } from './script-rows.ts'
import { stageName } from './stage-tables.ts'
import { type BigQueryTable, keyOf, qualified, type TableLocation, tableLocation } from './table-location.ts'

/** A source of a query, as a `WITH` clause can name it. */
export interface ResolvedSource {
  readonly sql: string
  /** What was read of it, once the commits of all sources are known: see `TableSources.commits`. */
  readonly read: (commits: ReadCommits) => readonly ReadPartition[]
}

/** What lies elsewhere: rows, or columns that come in batches. */
type LoadedSource = TableSource & { readonly kind: 'rows' | 'columns' }
type TablePartitions = TableSource & { readonly kind: 'table' }

/** A table or view whose commits are read together with its rows. */
interface KnownSource {
  readonly number: string
  /** What stands after `FROM`. */
  readonly relation: string
  /** A query of `partition_key, data_version`; undefined where others made the table, so that there are no commits. */
  readonly commits: string | undefined
  readonly table: FoundTable | undefined
}

/** Finds the sources of queries. Many queries read the same tables, so what is looked up, and rows that are loaded, is kept. */
export class TableSources {
  readonly #home: BigQueryHome
  readonly #nameOf: (at: StageAt) => string
  readonly #known = new Map<string, Promise<KnownSource>>()
  readonly #loaded = new Map<object, Promise<BigQueryTable>>()

  /** `nameOf` is how tables are called that rows from elsewhere are loaded into. */
  constructor(home: BigQueryHome, nameOf: (at: StageAt) => string = stageName) {
    this.#home = home
    this.#nameOf = nameOf
  }

  /** Throws VALUE_GONE when a table is no longer there. `at` is who asks. */
  async resolve(source: TableSource, at: StageAt): Promise<ResolvedSource> {
    return source.kind === 'table' ? this.#table(source) : this.#load(source, at)
  }

  /**
   * A query of the commits of all tables that were resolved: `name, partition_key, data_version`, where the name is the
   * number of the table. Undefined if none has any.
   */
  async commits(): Promise<string | undefined> {
    const known = await Promise.all(this.#known.values())
    const queries = known.flatMap(({ number, commits }) =>
      commits === undefined ? [] : [`SELECT ${text(number)} AS name, partition_key, data_version FROM (${commits})`],
    )
    return queries.length === 0 ? undefined : queries.join(' UNION ALL ')
  }

  /** Drops what was loaded. */
  async drop(): Promise<void> {
    for (const loaded of await Promise.allSettled(this.#loaded.values())) {
      if (loaded.status === 'fulfilled') await dropTable(this.#home.service, loaded.value)
    }
  }

  async #table({ location, partitions, columns, growing }: TablePartitions): Promise<ResolvedSource> {
    const place = tableLocation(location)
    const key = place.view?.query ?? qualified(place)
    const found = this.#known.get(key) ?? this.#find(place, String(this.#known.size))
    this.#known.set(key, found)
    const { number, relation, table, commits: known } = await found
    const given = place.view?.columns ?? table?.fields.filter(({ name }) => !isHidden(name)) ?? []
    const names = (columns ?? given.map(({ name }) => name)).map((name) => identifier(name))
    const where = growing ? await this.#without(await found, partitions) : among(table, partitions)
    const name = `${place.dataset}.${place.table}`
    return {
      sql: `SELECT ${names.join(', ')} FROM ${relation} ${where}`,
      read: (commits) => (known === undefined ? [] : readOf(commits.get(number) ?? [], partitions, name)),
    }
  }

  /** A table may hold partitions of keys that are no longer meant. */
  async #without({ commits, table }: KnownSource, meant: readonly (string | null)[] | 'all'): Promise<string> {
    if (commits === undefined || meant === 'all' || meant.includes(null)) return ''
    const rows = await this.#home.service.query({ what: 'the partitions that a view is to show', sql: commits })
    const others = rows.map(([key]) => String(key)).filter((key) => !meant.includes(key))
    return others.length === 0 ? '' : `WHERE NOT ${isOneOf(table, others)}`
  }

  async #find(place: TableLocation, number: string): Promise<KnownSource> {
    const ledger = this.#home.ledgerOf(place)
    if (place.view) {
      const { query } = place.view
      return { number, relation: `(\n${query}\n)`, commits: ledger.commitsOfView(query), table: undefined }
    }
    const table = await requireTable(this.#home.service, place)
    if (table.isOurs) await ledger.make()
    const commits = table.isOurs ? ledger.commitsOf(table.created) : undefined
    return { number, relation: qualified(place), commits, table }
  }

  async #load(source: LoadedSource, at: StageAt): Promise<ResolvedSource> {
    const columns = requireColumns(source.rowSchema, { asset: 'a source of a query' })
    const key = source.kind === 'rows' ? source.rows : source
    const loaded = this.#loaded.get(key) ?? this.#loadOnce(source, columns, at)
    this.#loaded.set(key, loaded)
    const cells = columns.map((column) => `${fromStage(column)} AS ${identifier(column.name)}`)
    return { sql: `SELECT ${cells.join(', ')} FROM ${qualified(await loaded)}`, read: () => [] }
  }

  async #loadOnce(source: LoadedSource, columns: readonly Column[], at: StageAt): Promise<BigQueryTable> {
    const { service } = this.#home
    const place = { dataset: service.dataset, table: this.#nameOf(at) }
    const value = source.kind === 'rows' ? source.rows : source.batches()
    await loadStage(service, place, { columns }, [{ value, at: { ...at, partition: null } }])
    return place
  }
}

function among(table: FoundTable | undefined, partitions: readonly (string | null)[] | 'all'): string {
  if (partitions === 'all' || partitions.includes(null)) return ''
  return partitions.length === 0 ? 'WHERE FALSE' : `WHERE ${isOneOf(table, partitions.map(keyOf))}`
}

/** A condition with the partitions written into it, so that it can stand in a view, and BigQuery reads no others. */
export function isOneOf(table: FoundTable | undefined, keys: readonly string[]): string {
  const type = table && isByDay(table) ? 'DATE ' : ''
  return `(${identifier(partitionColumn)} IN (${keys.map((key) => type + text(key)).join(', ')}))`
}

function readOf(
  commits: readonly ReadPartition[],
  partitions: readonly (string | null)[] | 'all',
  table: string,
): readonly ReadPartition[] {
  if (partitions === 'all') return commits
  const byPartition = new Map(commits.map((commit) => [commit.partition, commit]))
  return partitions.map((partition) => byPartition.get(partition) ?? failOnGone(table, partition))
}

function failOnGone(table: string, partition: string | null): never {
  return fail('VALUE_GONE', {
    message: `table \`${table}\` does not hold partition \`${String(partition)}\`, which a query is to read`,
    hint: 'It was removed or replaced after this was planned. Materialize that partition again.',
    partition: partition ?? undefined,
  })
}

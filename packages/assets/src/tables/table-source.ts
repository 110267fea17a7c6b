import { fail } from '@headwater/core/io'
import type { Column } from '../sql/columns.ts'
import type { ReadPartition, TableSource } from '../sql/warehouse.ts'
import { batchOfColumns, inPieces } from './batches.ts'
import { columnDefinitions, partitionColumn, requireColumns, storedColumns } from './column-types.ts'
import type { TableDialect } from './table-dialect.ts'
import type { Batch, TableSession } from './table-session.ts'
import { commitsOf } from './ledger.ts'
import { identifier, identifiers, qualified, text } from './quote.ts'
import { requireRelation } from './relation.ts'
import { tableLocation } from './table-location.ts'

/** A source of a query, as a `with` clause can name it. */
export interface ResolvedSource {
  readonly sql: string
  readonly read: readonly ReadPartition[]
}

type Copied = Exclude<TableSource, { readonly kind: 'table' }>

/**
 * Resolves the sources of queries within one transaction. Many queries read the same tables, so what is looked up and
 * the temporary tables that hold rows from elsewhere are kept.
 */
export class SourceResolver {
  readonly #session: TableSession
  readonly #tables = new Map<string, Promise<KnownTable>>()
  readonly #temporary = new Map<object, string>()
  readonly #files = new Map<object, string>()
  #made = 0

  constructor(session: TableSession) {
    this.#session = session
  }

  /** Throws VALUE_GONE when a table, or a partition of it, is no longer there. */
  async resolve(source: TableSource): Promise<ResolvedSource> {
    if (source.kind === 'table') return this.#table(source)
    const inFiles = this.#files.get(source) ?? (await this.#inFiles(source))
    if (inFiles === undefined) return this.#copy(source)
    this.#files.set(source, inFiles)
    return { sql: inFiles, read: [] }
  }

  /** Makes a temporary table of a query, and answers with its name as it stands in SQL. */
  async make(query: string): Promise<string> {
    const { schema, lifetime } = this.dialect.temporary
    const table = `made_${(this.#made += 1)}`
    await this.#session.run(`create temp table ${identifier(table)}${lifetime} as ${query}`)
    return qualified({ schema, table })
  }

  /** Drops what `make` made. */
  async drop(tables: readonly string[]): Promise<void> {
    for (const table of tables) await this.#session.run(`drop table ${table}`)
  }

  get dialect(): TableDialect {
    return this.#session.dialect
  }

  async #table(source: TableSource & { kind: 'table' }): Promise<ResolvedSource> {
    const { schema, table } = tableLocation(source.location)
    const name = qualified({ schema, table })
    const lookedUp = this.#tables.get(name) ?? knownTable(this.#session, schema, table)
    this.#tables.set(name, lookedUp)
    const known = await lookedUp
    const from = `select ${identifiers(source.columns ?? known.columns)} from ${name}`
    if (source.partitions === 'all') return { sql: from, read: known.commits }
    const read = committedPartitions(known, source.partitions)
    const keys = source.partitions.filter((partition) => partition !== null)
    if (keys.length < source.partitions.length) return { sql: from, read }
    if (source.growing) return { sql: `${from}${exceptPartitions(known, source.partitions)}`, read }
    const condition = keys.length === 0 ? 'false' : `${partitionColumn} in (${keys.map(text).join(', ')})`
    return { sql: `${from} where ${condition}`, read }
  }

  /** The query for rows that lie in files; undefined where they are to be copied. */
  async #inFiles(source: Copied): Promise<string | undefined> {
    if (source.kind === 'rows' || !source.parquet) return undefined
    return this.#session.parquet?.(source.parquet, columnsOfSource(this.dialect, source))
  }

  async #copy(source: Copied): Promise<ResolvedSource> {
    const { dialect } = this.#session
    const { schema, lifetime } = dialect.temporary
    const content = source.kind === 'rows' ? source.rows : source
    const made = this.#temporary.get(content)
    const table = made ?? `source_${this.#temporary.size}`
    this.#temporary.set(content, table)
    if (made === undefined) {
      const columns = columnsOfSource(dialect, source)
      await this.#session.run(
        `create temp table ${identifier(table)} (${columnDefinitions(storedColumns(dialect, columns))})${lifetime}`,
      )
      for await (const batches of piecesOf(source, dialect.streamedRows))
        await this.#session.append({ schema, table }, { columns, partitioned: false }, batches)
    }
    return { sql: `select * from ${qualified({ schema, table })}`, read: [] }
  }
}

function columnsOfSource(dialect: TableDialect, { rowSchema }: Copied): readonly Column[] {
  return requireColumns(dialect, rowSchema, { asset: 'a source of a query' })
}

/** What is copied, in pieces that are put into the table one after the other. */
async function* piecesOf(source: Copied, leastRows: number): AsyncGenerator<readonly Batch[]> {
  if (source.kind === 'rows') yield [{ rows: source.rows }]
  else yield* inPieces(source.batches(), leastRows, (columns, firstRow) => batchOfColumns(columns, { firstRow }))
}

interface KnownTable {
  readonly name: string
  readonly columns: readonly string[]
  readonly commits: readonly ReadPartition[]
  readonly byPartition: ReadonlyMap<string | null, ReadPartition>
}

async function knownTable(session: TableSession, schema: string, table: string): Promise<KnownTable> {
  const relation = await requireRelation(session, { schema, table })
  const commits = await commitsOf(session, { schema, table })
  return {
    name: `${schema}.${table}`,
    columns: relation.columns.map(({ name }) => name),
    commits,
    byPartition: new Map(commits.map((commit) => [commit.partition, commit])),
  }
}

/** A table without any commits is not Headwater's, and read as it is. */
function committedPartitions(known: KnownTable, partitions: readonly (string | null)[]): readonly ReadPartition[] {
  if (known.commits.length === 0) return []
  return partitions.map((partition) => known.byPartition.get(partition) ?? failOnGone(known.name, partition))
}

/** A table may hold partitions of keys that are no longer meant. */
function exceptPartitions({ commits }: KnownTable, meant: readonly (string | null)[]): string {
  const others = commits.flatMap(({ partition }) =>
    partition === null || meant.includes(partition) ? [] : [partition],
  )
  return others.length === 0 ? '' : ` where ${partitionColumn} not in (${others.map(text).join(', ')})`
}

function failOnGone(table: string, partition: string | null): never {
  fail('VALUE_GONE', {
    message: `table \`${table}\` does not hold partition \`${String(partition)}\`, which a query is to read`,
    hint: 'It was removed or replaced after this was planned. Materialize that partition again.',
    partition: partition ?? undefined,
  })
}

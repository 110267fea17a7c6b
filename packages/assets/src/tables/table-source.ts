import { fail } from '@headwater/core/io'
import type { ReadPartition, TableSource } from '../sql/warehouse.ts'
import { columnDefinitions, partitionColumn, requireColumns, storedColumns } from './column-types.ts'
import type { TableSession } from './table-session.ts'
import { commitsOf } from './ledger.ts'
import { identifier, identifiers, qualified, text } from './quote.ts'
import { requireRelation } from './relation.ts'
import { tableLocation } from './table-location.ts'

/** A source of a query, as a `with` clause can name it. */
export interface ResolvedSource {
  readonly sql: string
  readonly read: readonly ReadPartition[]
}

/**
 * Resolves the sources of queries within one transaction. Many queries read the same tables, so what is looked up and
 * the temporary tables that hold rows from elsewhere are kept.
 */
export class SourceResolver {
  readonly #session: TableSession
  readonly #tables = new Map<string, Promise<KnownTable>>()
  readonly #temporary = new Map<readonly object[], string>()

  constructor(session: TableSession) {
    this.#session = session
  }

  /** Throws VALUE_GONE when a table, or a partition of it, is no longer there. */
  async resolve(source: TableSource): Promise<ResolvedSource> {
    return source.kind === 'rows' ? this.#rows(source) : this.#table(source)
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
    const condition = keys.length === 0 ? 'false' : `${partitionColumn} in (${keys.map(text).join(', ')})`
    return { sql: `${from} where ${condition}`, read }
  }

  async #rows({ rows, rowSchema }: TableSource & { kind: 'rows' }): Promise<ResolvedSource> {
    const { dialect } = this.#session
    const { schema, lifetime } = dialect.temporary
    const made = this.#temporary.get(rows)
    const table = made ?? `source_${this.#temporary.size}`
    this.#temporary.set(rows, table)
    if (made === undefined) {
      const columns = requireColumns(dialect, rowSchema, { asset: 'a source of a query' })
      await this.#session.run(
        `create temp table ${identifier(table)} (${columnDefinitions(storedColumns(dialect, columns))})${lifetime}`,
      )
      await this.#session.append({ schema, table }, { columns, partitioned: false }, [{ rows }])
    }
    return { sql: `select * from ${qualified({ schema, table })}`, read: [] }
  }
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

function failOnGone(table: string, partition: string | null): never {
  fail('VALUE_GONE', {
    message: `table \`${table}\` does not hold partition \`${String(partition)}\`, which a query is to read`,
    hint: 'It was removed or replaced after this was planned. Materialize that partition again.',
    partition: partition ?? undefined,
  })
}

import { GoogleError } from '../google/google-error.ts'
import { checkColumnNames, columnType, type Field, quoted, textLiteral } from './data-types.ts'
import type { Database, Session } from './database.ts'
import { fieldOf } from './result-cells.ts'
import type { TableLayout } from './statements.ts'

/** A table by name. */
export interface TableId {
  readonly datasetId: string
  readonly tableId: string
}

/** What a client says about a table, and DuckDB has no place for. */
export interface Described {
  readonly description?: string
  readonly friendlyName?: string
  readonly labels?: { readonly [name: string]: string }
  readonly expirationTime?: string
  readonly timePartitioning?:
    | { readonly type?: string; readonly field?: string; readonly expirationMs?: string }
    | undefined
  readonly clustering?: { readonly fields: readonly string[] } | undefined
  readonly requirePartitionFilter?: boolean
}

/** What is remembered of a table: its columns as the client declared them, and what it said. */
interface Remembered {
  readonly fields: readonly Field[]
  readonly said: Described
  readonly created: number
}

/** A table as it is now. */
export interface TableEntry {
  readonly fields: readonly Field[]
  readonly said: Described
  readonly isView: boolean
  readonly created: number
}

/**
 * Datasets and tables. What is there is asked of DuckDB, where SQL makes and drops tables too; what DuckDB does not know
 * (descriptions, partitioning, NUMERIC that is not DECIMAL) is remembered here.
 */
export class Catalog {
  readonly #database: Database
  readonly #datasets = new Map<string, object>()
  readonly #tables = new Map<string, Remembered>()

  constructor(database: Database) {
    this.#database = database
  }

  async datasets(): Promise<readonly string[]> {
    const rows = await this.#database.use((session) =>
      session.rows(
        `select schema_name from duckdb_schemas() where not internal and database_name = current_database()`,
      ),
    )
    return rows.map((row) => String(row['schema_name'])).toSorted()
  }

  /** What the client said of a dataset. Throws 404. */
  async dataset(id: string): Promise<object> {
    if ((await this.datasets()).includes(id)) return this.#datasets.get(id) ?? {}
    throw notFound(`Dataset ${id}`)
  }

  async makeDataset(id: string, said: object): Promise<void> {
    if (!/^\w{1,1024}$/.test(id)) throw new GoogleError(400, 'invalid', `Invalid dataset ID "${id}".`)
    if ((await this.datasets()).includes(id)) throw new GoogleError(409, 'duplicate', `Already Exists: Dataset ${id}`)
    await this.#run(`create schema ${quoted(id)}`)
    this.#datasets.set(id, said)
  }

  async describeDataset(id: string, said: object): Promise<void> {
    this.#datasets.set(id, { ...(await this.dataset(id)), ...said })
  }

  async removeDataset(id: string, withContents: boolean): Promise<void> {
    await this.dataset(id)
    if (!withContents && (await this.tables(id)).length > 0) {
      throw new GoogleError(400, 'resourceInUse', `Dataset ${id} is still in use`)
    }
    await this.#run(`drop schema ${quoted(id)} cascade`)
    this.#datasets.delete(id)
  }

  async tables(dataset: string): Promise<readonly string[]> {
    await this.dataset(dataset)
    const rows = await this.#database.use((session) =>
      session.rows(
        `select distinct table_name from duckdb_columns()
         where database_name = current_database() and schema_name = ${textLiteral(dataset)}`,
      ),
    )
    return rows.map((row) => String(row['table_name'])).toSorted()
  }

  async find(id: TableId): Promise<TableEntry | undefined> {
    return this.#database.use((session) => this.#entryOf(session, id))
  }

  /** Throws 404. */
  async table(id: TableId): Promise<TableEntry> {
    const found = await this.find(id)
    if (found) return found
    await this.dataset(id.datasetId)
    throw notFound(`Table ${id.datasetId}.${id.tableId}`)
  }

  async makeTable(id: TableId, fields: readonly Field[], said: Described): Promise<void> {
    await this.dataset(id.datasetId)
    if (await this.find(id)) {
      throw new GoogleError(409, 'duplicate', `Already Exists: Table ${id.datasetId}.${id.tableId}`)
    }
    checkColumnNames(fields.map(({ name }) => name))
    checkClustering(said, fields)
    if (said.timePartitioning && said.timePartitioning.field === undefined) {
      throw new GoogleError(400, 'invalid', 'This emulator partitions by a column, not by the time of ingestion')
    }
    const columns = fields.map(
      (field) => `${quoted(field.name)} ${columnType(field)}${field.mode === 'REQUIRED' ? ' not null' : ''}`,
    )
    await this.#run(`create table ${qualified(id)} (${columns.join(', ')})`)
    this.#tables.set(keyOf(id), { fields, said, created: Date.now() })
  }

  async describeTable(id: TableId, said: Described): Promise<void> {
    const { created, fields, said: before } = await this.table(id)
    this.#tables.set(keyOf(id), { fields, created, said: { ...before, ...said } })
  }

  /** Remembers what CREATE TABLE said in SQL, in the place of what was said of an earlier table of that name. */
  remember({ dataset, table, ...said }: TableLayout): void {
    this.#tables.set(keyOf({ datasetId: dataset, tableId: table }), { fields: [], said, created: Date.now() })
  }

  /** The column that a table is partitioned by, `dataset.table`; undefined where it is not. */
  partitionColumn(table: string): string | undefined {
    return this.#tables.get(table)?.said.timePartitioning?.field
  }

  async removeTable(id: TableId): Promise<void> {
    const { isView } = await this.table(id)
    await this.#run(`drop ${isView ? 'view' : 'table'} ${qualified(id)}`)
    this.#tables.delete(keyOf(id))
  }

  async countRows(id: TableId): Promise<number> {
    const [row] = await this.#database.use((session) => session.rows(`select count(*) as n from ${qualified(id)}`))
    return Number(row?.['n'])
  }

  async #entryOf(session: Session, id: TableId): Promise<TableEntry | undefined> {
    const where = `database_name = current_database() and schema_name = ${textLiteral(id.datasetId)}`
    const [found] = await session.rows(
      `select 'view' as kind from duckdb_views() where ${where} and view_name = ${textLiteral(id.tableId)}
       union all select 'table' from duckdb_tables() where ${where} and table_name = ${textLiteral(id.tableId)}`,
    )
    if (!found) return undefined
    const columns = await session.describe(`from ${qualified(id)}`)
    const types = columns.columnTypes()
    const remembered = this.#tables.get(keyOf(id))
    const declared = new Map(remembered?.fields.map((field) => [field.name, field]))
    const fields = columns.columnNames().map((name, index) => {
      const derived = fieldOf(name, types[index] ?? session.api.VARCHAR, session.api)
      return declared.get(name) ?? derived
    })
    const { said = {}, created = 0 } = remembered ?? {}
    return { fields, said, created, isView: found['kind'] === 'view' }
  }

  async #run(sql: string): Promise<void> {
    await this.#database.inTurn(() => this.#database.use((session) => session.run(sql)))
  }
}

function checkClustering({ clustering }: Described, fields: readonly Field[]): void {
  const names = clustering?.fields ?? []
  const known = new Set(fields.map(({ name }) => name.toLowerCase()))
  const unknown = names.find((name) => !known.has(name.toLowerCase()))
  if (unknown !== undefined) {
    throw new GoogleError(
      400,
      'invalid',
      `The field specified for clustering cannot be found in the schema: ${unknown}`,
    )
  }
  if (names.length > 4) throw new GoogleError(400, 'invalid', 'Clustering has at most 4 fields')
}

/** A table's name as DuckDB's SQL. */
export function qualified({ datasetId, tableId }: TableId): string {
  return `${quoted(datasetId)}.${quoted(tableId)}`
}

function keyOf({ datasetId, tableId }: TableId): string {
  return `${datasetId}.${tableId}`
}

function notFound(what: string): GoogleError {
  return new GoogleError(404, 'notFound', `Not found: ${what} was not found in location US`)
}

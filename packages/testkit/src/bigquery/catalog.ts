import { GoogleError } from '../google/google-error.ts'
import { commentOn } from './alter-table.ts'
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
    if (said.description !== undefined) await this.#run(commentOn(`table ${qualified(id)}`, said.description))
  }

  /** Adds columns to a table, and describes those that it has. Throws 400 where one would be lost or changed. */
  async changeFields(id: TableId, fields: readonly Field[]): Promise<void> {
    const before = (await this.table(id)).fields
    checkColumnNames(fields.map(({ name }) => name))
    requireKept(id, before, fields)
    const added = fields.filter(({ name }) => !before.some((field) => field.name === name))
    for (const field of added) {
      if (field.mode === 'REQUIRED') throw new GoogleError(400, 'invalid', `Cannot add required field ${field.name}`)
      await this.#run(`alter table ${qualified(id)} add column ${quoted(field.name)} ${columnType(field)}`)
    }
    for (const { name, description = '' } of fields)
      await this.#run(commentOn(`column ${qualified(id)}.${quoted(name)}`, description))
    const { said = {}, created = 0 } = this.#tables.get(keyOf(id)) ?? {}
    const own = fields.map(({ description: _, ...field }) => field)
    this.#tables.set(keyOf(id), { fields: own, said, created })
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
    const comments = await commentsOf(session, where, id)
    const remembered = this.#tables.get(keyOf(id))
    const declared = new Map(remembered?.fields.map((field) => [field.name, field]))
    const fields = columns.columnNames().map((name, index) => {
      const derived = fieldOf(name, types[index] ?? session.api.VARCHAR, session.api)
      const description = comments.get(name)
      return { ...(declared.get(name) ?? derived), ...(description !== undefined && { description }) }
    })
    const { said = {}, created = 0 } = remembered ?? {}
    const description = comments.get(null) ?? said.description
    const isView = found['kind'] === 'view'
    return { fields, said: { ...said, ...(description !== undefined && { description }) }, created, isView }
  }

  async #run(sql: string): Promise<void> {
    await this.#database.inTurn(() => this.#database.use((session) => session.run(sql)))
  }
}

function requireKept({ datasetId, tableId }: TableId, before: readonly Field[], fields: readonly Field[]): void {
  const typeIn = (of: readonly Field[], name: string) => {
    const found = of.find((field) => field.name === name)
    return found && columnType(found)
  }
  const lost = before.find(({ name }) => typeIn(fields, name) !== typeIn(before, name))
  if (!lost) return
  const what = typeIn(fields, lost.name) === undefined ? 'is missing in new schema' : 'has changed type'
  const words = `Provided Schema does not match Table ${datasetId}.${tableId}. Field ${lost.name} ${what}`
  throw new GoogleError(400, 'invalid', words)
}

/** What SQL said of a table (null) and of its columns. */
async function commentsOf(session: Session, where: string, { tableId }: TableId): Promise<Map<unknown, string>> {
  const rows = await session.rows(
    `select null as name, comment from duckdb_tables() where ${where} and table_name = ${textLiteral(tableId)}
     union all
     select column_name, comment from duckdb_columns() where ${where} and table_name = ${textLiteral(tableId)}`,
  )
  return new Map(rows.flatMap(({ name, comment }) => (comment === null ? [] : [[name, String(comment)]])))
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

import type { DuckDBResultReader } from '@duckdb/node-api'
import { GoogleError } from '../google/google-error.ts'
import { type Catalog, qualified, type TableId } from './catalog.ts'
import { checkColumnNames, type Field, quoted } from './data-types.ts'
import type { Database, Session } from './database.ts'
import { type Cell, cellOf, fieldOf } from './result-cells.ts'
import type { Statement, TableLayout } from './statements.ts'
import type { TableConflicts, Transaction } from './table-conflicts.ts'

/** Where queries run. */
export interface QueryPlace {
  readonly projectId: string
  readonly database: Database
  readonly catalog: Catalog
  readonly conflicts: TableConflicts
}

/** What a query gave: the rows of its last SELECT, and how many rows its DML changed. */
export interface QueryResult {
  readonly statementType: string
  readonly fields: readonly Field[]
  /** Some of the rows, formatted; timestamps as microseconds or as floating-point seconds. */
  readonly rows: (slice: RowSlice) => readonly { readonly f: readonly Cell[] }[]
  readonly count: number
  readonly affectedRows?: number
}

/** Rows from `start` up to, but not with, `end`. */
export interface RowSlice {
  readonly start: number
  readonly end: number
  readonly int64Timestamps: boolean
}

/** The statements of one job, one after another. */
export class Script {
  #last: Statement | undefined
  readonly #place: QueryPlace
  readonly #session: Session
  #transaction: Transaction | undefined
  #selected: DuckDBResultReader | undefined
  #affectedRows: number | undefined

  constructor(place: QueryPlace, session: Session) {
    this.#place = place
    this.#session = session
  }

  async run(statement: Statement): Promise<void> {
    const { type, layout, isLenient, changes } = statement
    const { catalog, conflicts } = this.#place
    const isNew = layout && !(isLenient && (await catalog.find(tableIdOf(layout))))
    if (changes !== undefined && this.#transaction) conflicts.change(this.#transaction, changes)
    const result = await (isDefinition(statement) ? this.#define(statement) : this.#manipulate(statement))
    if (changes !== undefined && !this.#transaction) conflicts.changed(changes)
    if (type === 'BEGIN_TRANSACTION') this.#transaction = conflicts.begin()
    if (type === 'COMMIT_TRANSACTION') this.#endTransaction(true)
    if (type === 'ROLLBACK_TRANSACTION') this.#endTransaction(false)
    if (type === 'SELECT') this.#selected = result
    if (/^(INSERT|UPDATE|DELETE|MERGE|TRUNCATE_TABLE)$/.test(type))
      this.#affectedRows = result.rowsChanged || result.currentRowCount
    if (isNew) {
      if (type === 'CREATE_TABLE_AS_SELECT') await this.#widen(layout)
      catalog.remember(layout)
    }
    this.#last = statement
  }

  /** What is not committed by now never will be. */
  end(): void {
    this.#endTransaction(false)
  }

  #endTransaction(isCommitted: boolean): void {
    if (this.#transaction) this.#place.conflicts.end(this.#transaction, isCommitted)
    this.#transaction = undefined
  }

  /** Counts the partitions that a statement changes, where its table has any. */
  async #manipulate({ sql, changes, inserts }: Statement): Promise<DuckDBResultReader> {
    const column = this.#place.catalog.partitionColumn(changes ?? inserts ?? '')
    if (column === undefined) return this.#session.run(sql)
    if (!this.#transaction) await this.#session.run('begin transaction')
    const result = await this.#session.run(`${sql} returning ${quoted(column)}`)
    requireFewPartitions(new Set(result.getColumnsJS()[0]?.map(String)).size)
    if (!this.#transaction) await this.#session.run('commit')
    return result
  }

  async #define({ type, sql }: Statement): Promise<DuckDBResultReader> {
    if (!this.#transaction) return this.#place.database.inTurn(() => this.#session.run(sql))
    const message = `Transaction control: ${type} of a table is not supported in a transaction`
    throw new GoogleError(400, 'invalidQuery', message)
  }

  /** BigQuery has one type of integers and one of floating-point numbers, DuckDB several. */
  async #widen(layout: TableLayout): Promise<void> {
    const name = qualified(tableIdOf(layout))
    const columns = await this.#session.describe(`from ${name}`)
    const types = columns.columnTypes()
    for (const [index, column] of columns.columnNames().entries()) {
      const wide = widened[String(types[index])]
      if (wide) await this.#session.run(`alter table ${name} alter column ${quoted(column)} type ${wide}`)
    }
  }

  result(statements: number): QueryResult {
    const selected = this.#selected
    const statementType = statements === 1 ? (this.#last?.type ?? 'SELECT') : 'SCRIPT'
    if (!selected) {
      const affected = this.#affectedRows === undefined ? {} : { affectedRows: this.#affectedRows }
      return { statementType, fields: [], rows: () => [], count: 0, ...(statements === 1 && affected) }
    }
    const { api } = this.#session
    const fields = fieldsOf(selected, this.#session)
    const values = selected.getRows()
    const rows = ({ start, end, int64Timestamps }: RowSlice) =>
      values.slice(start, end).map((row) => ({
        f: fields.map((field, index) => cellOf(row[index] ?? null, field, api, int64Timestamps)),
      }))
    return { statementType, fields, rows, count: values.length }
  }
}

/** As many partitions as one job may change (https://cloud.google.com/bigquery/quotas#partitioned_tables). */
const partitionsAtOnce = 4000

/** What is not committed then is rolled back with the connection. */
function requireFewPartitions(count: number): void {
  if (count <= partitionsAtOnce) return
  const words = `Too many partitions produced by query, allowed ${partitionsAtOnce}, query produces at least ${partitionsAtOnce + 1} partitions`
  throw new GoogleError(400, 'invalidQuery', words)
}

/** Whether it makes, changes or drops tables that stay. */
function isDefinition({ type }: Statement): boolean {
  return /^(CREATE|DROP|ALTER)_(?!.*_TEMPORARY)/.test(type)
}

function tableIdOf({ dataset, table }: TableLayout): TableId {
  return { datasetId: dataset, tableId: table }
}

const widened: { readonly [type: string]: string } = {
  TINYINT: 'BIGINT',
  SMALLINT: 'BIGINT',
  INTEGER: 'BIGINT',
  HUGEINT: 'BIGINT',
  FLOAT: 'DOUBLE',
}

/** The columns of a result as BigQuery describes them. */
export function fieldsOf(
  result: Pick<DuckDBResultReader, 'columnNames' | 'columnTypes'>,
  { api }: Session,
): readonly Field[] {
  const types = result.columnTypes()
  let unnamed = 0
  // DuckDB calls a column without a name by its expression, BigQuery f0_, f1_ and so on.
  const names = result.columnNames().map((name) => (/^\w+$/.test(name) ? name : `f${unnamed++}_`))
  checkColumnNames(names)
  return names.map((name, index) => fieldOf(name, types[index] ?? api.VARCHAR, api))
}

import { describedBy } from '../tables/described-by.ts'
import { setTimeout as pause } from 'node:timers/promises'
import type { FieldDef } from 'pg'
import type { PgApi } from '../postgres/load-pg.ts'
import type { PostgresConnection } from '../postgres/postgres-connection.ts'
import { readResult, type TextResult } from '../postgres/read-result.ts'
import { scanCursor } from '../postgres/scan-cursor.ts'
import type { TableName } from '../sql/warehouse.ts'
import { ledgerSchema } from '../tables/ledger.ts'
import { identifier, qualified } from '../tables/quote.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import type { AppendShape, Batch, Described, TableRow, TableSession } from '../tables/table-session.ts'
import type { RowLoader } from './load-rows.ts'
import { withRecords } from './record-tables.ts'
import { redshiftDialect } from './redshift-dialect.ts'
import { isConflict } from './redshift-errors.ts'
import { storedType, superType } from './stored-types.ts'

/** What a session works with; its database hands that out. */
export interface SessionParts {
  readonly api: PgApi
  readonly connection: PostgresConnection
  readonly loader: RowLoader
  /** `1.0` */
  readonly version: string
  /** Runs a query on another connection. */
  readonly ask: (sql: string) => Promise<readonly TableRow[]>
}

/** A transaction that met another one is run again so many times. */
const mostAttempts = 5

/** One connection to a Redshift database, for as long as `use` lasts. See `TableSession`. */
export class RedshiftSession implements TableSession {
  readonly dialect = redshiftDialect
  readonly #parts: SessionParts
  #inTransaction = false
  /** Tables that this transaction made for itself, which would outlive it. */
  #temporary = new Map<string, TableName>()

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  get engine(): string {
    return this.#parts.version
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.#query(sql, parameters)).rowCount ?? 0
  }

  async rows(sql: string, parameters: readonly unknown[] = []): Promise<readonly TableRow[]> {
    const result = await this.#query(sql, parameters)
    return readResult({ ...result, fields: result.fields.map(asJson) }, this.#parts.api)
  }

  /**
   * By a plain select. UNLOAD is for results that no process could hold: it needs a role that may write, forgets the order of
   * rows unless one slice does it all, and rounds what Parquet has no type for. A cursor makes the leader keep the whole
   * result, which has a limit there, while here all rows are held anyway.
   */
  async scan(sql: string): Promise<readonly TableRow[]> {
    return this.rows(sql)
  }

  /** Here a cursor pays: only a piece of the result is held. */
  scanBatches(sql: string, take: (rows: readonly TableRow[]) => Promise<void>): Promise<void> {
    return scanCursor(this, sql, take)
  }

  async columns(sql: string, parameters: readonly unknown[] = []): Promise<readonly StoredColumn[]> {
    const { fields } = await this.#query(`select * from (\n${sql}\n) as result limit 0`, parameters)
    return fields.map((field) => ({ name: field.name, type: storedType(field) }))
  }

  async describe({ schema, table }: TableName): Promise<Described | undefined> {
    const rows = await this.rows(
      `select c.relkind = 'v' as is_view, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'v') order by a.attnum`,
      [schema, table],
    )
    return describedBy(rows)
  }

  /** Run again where Redshift undid it because of another one (error 1023): nothing of it is there then. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inTransaction) return work()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#within('begin', work)
      } catch (error) {
        if (!isConflict(error) || attempt === mostAttempts) throw error
      }
      await pause(attempt * (20 + 80 * Math.random()))
    }
  }

  /** Every transaction of Redshift sees one snapshot. */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    return this.#inTransaction ? work() : this.#within('begin read only', work)
  }

  async staging<T>(work: () => Promise<T>): Promise<T> {
    return this.transaction(work)
  }

  /**
   * One lock for all assets of a database, since Redshift locks tables only; and before any other statement, since the
   * snapshot is taken by the first one that reads. Who reads commits is not kept waiting.
   */
  async hold(): Promise<void> {
    await this.#parts.connection.send(`lock table ${ledgerSchema}.fences`)
  }

  /** By COPY from S3, see `RowLoader`. */
  async append(target: TableName, shape: AppendShape, batches: Iterable<Batch>): Promise<void> {
    const isTemporary = target.schema === ''
    if (isTemporary) this.#temporary.set(target.table, target)
    const described = isTemporary ? undefined : await this.describe(target)
    const numbered = described?.columns.some(({ name }) => name === redshiftDialect.writtenOrder) ?? false
    const { connection, loader, ask } = this.#parts
    await loader.load({ connection, target, shape: { ...shape, numbered }, batches, ask })
  }

  async makeSchema(schema: string): Promise<void> {
    await this.run(`create schema if not exists ${identifier(schema)}`)
  }

  /** There are no savepoints to go back to, so whoever needs the table is looked for before. */
  async dropOrEmpty(target: TableName): Promise<void> {
    const users = await this.rows(
      `select 1 as used from pg_depend as d join pg_rewrite as r on r.oid = d.objid
       join pg_class as c on c.oid = d.refobjid join pg_namespace as n on n.oid = c.relnamespace
       where n.nspname = $1 and c.relname = $2 and r.ev_class <> c.oid limit 1`,
      [target.schema, target.table],
    )
    await this.run(`${users.length > 0 ? 'delete from' : 'drop table'} ${qualified(target)}`)
  }

  async #within<T>(begin: string, work: () => Promise<T>): Promise<T> {
    const { connection } = this.#parts
    await connection.send(begin)
    this.#inTransaction = true
    this.#temporary = new Map()
    try {
      const result = await work()
      for (const table of this.#temporary.values()) await this.run(`drop table ${qualified(table)}`)
      connection.signal?.throwIfAborted()
      await connection.commit()
      return result
    } catch (error) {
      await connection.rollback()
      throw error
    } finally {
      this.#inTransaction = false
    }
  }

  async #query(sql: string, parameters: readonly unknown[]): Promise<TextResult> {
    const { connection } = this.#parts
    const { sql: text, parameters: values, tables } = withRecords(sql, parameters, redshiftDialect.literal)
    for (const { make } of tables) for (const statement of make) await connection.send(statement)
    const result = await connection.query(text, values)
    for (const { drop } of tables) await connection.send(drop)
    return result
  }
}

/** A SUPER comes as the text of its JSON. */
function asJson(field: FieldDef): FieldDef {
  return field.dataTypeID === superType ? { ...field, dataTypeID: jsonType } : field
}

const jsonType = 114

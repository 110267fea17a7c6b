import { describedBy } from '../tables/described-by.ts'
import { setTimeout as pause } from 'node:timers/promises'
import type { ColumnBatch } from '../columns/column-batch.ts'
import type { TableName } from '../sql/warehouse.ts'
import { partitionColumn } from '../tables/column-types.ts'
import { identifier, identifiers, qualified } from '../tables/quote.ts'
import type { StoredColumn } from '../tables/stored-column.ts'
import {
  type AppendShape,
  type Batch,
  type Described,
  scannedAtOnce,
  type TableRow,
  type TableSession,
} from '../tables/table-session.ts'
import { canDecode } from './cell-readers.ts'
import { decodeBatches, decodeColumns } from './decode-columns.ts'
import { decodeRows } from './decode-rows.ts'
import { encodeRows } from './encode-rows.ts'
import type { PgApi } from './load-pg.ts'
import type { PostgresConnection } from './postgres-connection.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { isConflict, sqlStates, stateOf } from './query-errors.ts'
import { readResult } from './read-result.ts'
import { scanCursor } from './scan-cursor.ts'

/** What a session works with; its database hands that out. */
export interface SessionParts {
  readonly api: PgApi
  readonly connection: PostgresConnection
  readonly server: Server
}

/** What is known of the server. */
export interface Server {
  /** `18` */
  readonly version: string
  /** Whether its transactions say that they are committed before they are durable, unless told otherwise. */
  readonly commitsEarly: boolean
}

/** A transaction that met another one is run again so many times. */
const mostAttempts = 5

/**
 * One connection to a PostgreSQL database, for as long as `use` lasts. Whatever it sets it sets for a transaction only, so that
 * it works through a pooler that gives every transaction another connection. See `TableSession`.
 */
export class PostgresSession implements TableSession {
  readonly dialect = postgresDialect
  readonly #parts: SessionParts
  #inTransaction = false

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  /** The hashes of a release stay as they are: `18`. */
  get engine(): string {
    return this.#parts.server.version
  }

  async run(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    return (await this.#parts.connection.query(sql, parameters)).rowCount ?? 0
  }

  /** `readResult` says what values become. */
  async rows(sql: string, parameters: readonly unknown[] = []): Promise<readonly TableRow[]> {
    return readResult(await this.#parts.connection.query(sql, parameters), this.#parts.api)
  }

  /** By binary COPY, where the types of the columns allow it: that takes half the time. */
  async scan(sql: string): Promise<readonly TableRow[]> {
    const columns = await this.columns(sql)
    return canDecode(columns) ? this.#copied(sql, (pieces) => decodeRows(pieces, columns)) : this.rows(sql)
  }

  async scanColumns(sql: string): Promise<ColumnBatch<object> | undefined> {
    const columns = await this.columns(sql)
    return canDecode(columns) ? this.#copied(sql, (pieces) => decodeColumns(pieces, columns)) : undefined
  }

  async scanBatches(
    sql: string,
    take: (piece: readonly TableRow[] | ColumnBatch<object>) => Promise<void>,
  ): Promise<void> {
    const columns = await this.columns(sql)
    if (!canDecode(columns)) return scanCursor(this, sql, take)
    await this.#copied(sql, (pieces) => decodeBatches(pieces, columns, scannedAtOnce, take))
  }

  async columns(sql: string, parameters: readonly unknown[] = []): Promise<readonly StoredColumn[]> {
    const { fields } = await this.#parts.connection.query(`select * from (\n${sql}\n) as result limit 0`, parameters)
    const ids = JSON.stringify(fields.map(({ dataTypeID, dataTypeModifier }) => [dataTypeID, dataTypeModifier]))
    const rows = await this.rows(
      `select ${typeName('t.oid', '(field ->> 1)::int')} as type
       from json_array_elements($1::json) with ordinality as fields(field, place)
       join pg_type as t on t.oid = (field ->> 0)::oid order by place`,
      [ids],
    )
    return fields.map(({ name }, index) => ({ name, type: String(rows[index]?.['type']) }))
  }

  async describe({ schema, table }: TableName): Promise<Described | undefined> {
    const rows = await this.rows(
      `select c.relkind = 'v' as is_view, a.attname as name, ${typeName('t.oid', 'a.atttypmod')} as type
       from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
       left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_type as t on t.oid = a.atttypid
       where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f') order by a.attnum`,
      [schema, table],
    )
    return describedBy(rows)
  }

  /** READ COMMITTED, since what is waited for by `hold` must be seen afterwards. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inTransaction) return work()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#within('read committed', [], work)
      } catch (error) {
        if (!isConflict(error) || attempt === mostAttempts) throw error
      }
      await pause(attempt * (10 + 40 * Math.random()))
    }
  }

  async snapshot<T>(work: () => Promise<T>, reads: readonly TableName[]): Promise<T> {
    return this.#inTransaction ? work() : this.#within('repeatable read read only', reads, work)
  }

  async staging<T>(work: () => Promise<T>, reads: readonly TableName[]): Promise<T> {
    return this.#inTransaction ? work() : this.#within('repeatable read', reads, work)
  }

  /** One lock for an asset, not one for each of its thousands of partitions. All take them in one order. */
  async hold(assets: readonly string[]): Promise<void> {
    await this.#lockNames(assets.map((asset) => `asset ${asset}`))
  }

  /** Under a lock: of two who make a schema at once one fails, whatever `if not exists` says. */
  async makeSchema(schema: string): Promise<void> {
    // To say `if not exists` takes the right to make one.
    if ((await this.rows('select from pg_namespace where nspname = $1', [schema])).length > 0) return
    await this.#lockNames([`schema ${schema}`])
    await this.run(`create schema if not exists ${identifier(schema)}`)
  }

  /** By binary COPY. */
  async append(target: TableName, shape: AppendShape, batches: Iterable<Batch>): Promise<void> {
    const names = [...shape.columns.map(({ name }) => name), ...(shape.partitioned ? [partitionColumn] : [])]
    const copy = `copy ${qualified(target)} (${identifiers(names)}) from stdin (format binary)`
    await this.#parts.connection.copyIn(copy, encodeRows(shape, batches))
  }

  async dropOrEmpty(target: TableName): Promise<void> {
    await this.run('savepoint before_drop')
    try {
      await this.run(`drop table ${qualified(target)}`)
    } catch (error) {
      if (stateOf(error) !== sqlStates.dependentObjects) throw error
      await this.run('rollback to savepoint before_drop')
      await this.run(`delete from ${qualified(target)}`)
    }
  }

  /** Locks names until the transaction ends, always in the same order. */
  async #lockNames(names: readonly string[]): Promise<void> {
    await this.#parts.connection.query(
      `select pg_advisory_xact_lock(key) from (
         select hashtextextended('headwater ' || name, 0) as key
         from json_array_elements_text($1::json) as names(name) order by 1
       ) as keys`,
      [JSON.stringify(names)],
    )
  }

  async #copied<T>(sql: string, decode: (pieces: AsyncIterable<Buffer>) => Promise<T>): Promise<T> {
    return this.#parts.connection.copyOut(`copy (${sql}) to stdout (format binary)`, decode)
  }

  async #within<T>(mode: string, reads: readonly TableName[], work: () => Promise<T>): Promise<T> {
    await this.#begin(mode, reads)
    this.#inTransaction = true
    let result: T
    try {
      result = await work()
      this.#parts.connection.signal?.throwIfAborted()
    } catch (error) {
      await this.#parts.connection.rollback()
      throw error
    } finally {
      this.#inTransaction = false
    }
    await this.#parts.connection.commit()
    return result
  }

  /**
   * Locks the tables that are read before the snapshot is taken, which the first query does: a table whose columns somebody
   * changes, or that somebody drops and makes again, would otherwise look empty to an older snapshot.
   */
  async #begin(mode: string, reads: readonly TableName[]): Promise<void> {
    const wanted = [...new Set(reads.map(qualified))].toSorted()
    for (;;) {
      const tables = await this.#lockable(wanted)
      await this.#parts.connection.send(`begin isolation level ${mode}; ${settings(this.#parts.server)}`)
      const isLocked = tables.length === 0 || (await this.#lock(tables))
      // One that was not there may have been made since: then the snapshot has it, and nothing keeps it from being dropped.
      if (isLocked && (tables.length === wanted.length || (await this.#lockable(wanted)).length === tables.length))
        return
      await this.#parts.connection.rollback()
    }
  }

  /** Whether all of the tables could be locked. One may have been dropped since it was looked for. */
  async #lock(tables: readonly string[]): Promise<boolean> {
    try {
      await this.#parts.connection.send(`lock table ${tables.join(', ')} in access share mode`)
      return true
    } catch (error) {
      if (stateOf(error) === sqlStates.undefinedTable) return false
      await this.#parts.connection.rollback()
      throw error
    }
  }

  /** Those that are tables or views. */
  async #lockable(names: readonly string[]): Promise<readonly string[]> {
    if (names.length === 0) return []
    const rows = await this.rows(
      `select name from json_array_elements_text($1::json) as names(name)
       join pg_class as c on c.oid = to_regclass(name) and c.relkind in ('r', 'p', 'v')`,
      [JSON.stringify(names)],
    )
    return rows.map(({ name }) => String(name))
  }
}

/** The name of a type as SQL; enumerations say what they are. */
function typeName(id: string, modifier: string): string {
  return `case when t.typtype = 'e' then 'enum ' else '' end || format_type(${id}, ${modifier})`
}

/**
 * What the text of a moment or a number depends on, and what keeps a commit from being lost. A process that stops in the
 * middle of a transaction, say with its machine, keeps others waiting for a minute at most.
 */
function settings({ commitsEarly }: Server): string {
  const values = {
    timezone: 'UTC',
    datestyle: 'ISO, YMD',
    extra_float_digits: '1',
    idle_in_transaction_session_timeout: '60s',
    ...(commitsEarly && { synchronous_commit: 'on' }),
  }
  return Object.entries(values)
    .map(([name, value]) => `set local ${name} = '${value}'`)
    .join('; ')
}

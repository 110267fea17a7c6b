import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** What a run wrote to a state file, such that it can be written again without a thought. */
export interface Written {
  readonly schema: readonly string[]
  readonly eventColumns: readonly string[]
  readonly ledgerColumns: readonly string[]
  readonly events: readonly WrittenEvent[]
}

/** An event, and the rows of the ledger that follow from it. */
export interface WrittenEvent {
  readonly type: SQLInputValue | undefined
  /** All but the position, which SQLite gives. */
  readonly values: readonly SQLInputValue[]
  readonly ledger: readonly (readonly SQLInputValue[])[]
}

/** Reads the events of some types with what follows from them. */
export function readWritten(path: string, types: readonly string[]): Written {
  const database = new DatabaseSync(path, { readOnly: true })
  const all = (sql: string) => database.prepare(sql).all()
  const schema = all(`select sql from sqlite_master where sql is not null and name not like 'sqlite_%'`)
  const ledger = all('select * from ledger')
  const rows = Map.groupBy(ledger, ({ position }) => position)
  const events = all(`select * from events where type in ('${types.join(`', '`)}') order by position`)
  database.close()
  return {
    schema: schema.map(({ sql }) => String(sql)),
    eventColumns: Object.keys(events[0] ?? {}).filter((column) => column !== 'position'),
    ledgerColumns: Object.keys(ledger[0] ?? {}),
    events: events.map(({ position, ...event }) => ({
      type: event['type'],
      values: Object.values(event),
      ledger: (rows.get(position) ?? []).map((row) => Object.values(row)),
    })),
  }
}

/** A file with the same tables and indexes, and the statements with which a state store writes to them. */
export class BareFile {
  readonly #database: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #insertEvent: StatementSync
  readonly #replaceRow: StatementSync

  constructor(path: string, { schema, eventColumns, ledgerColumns }: Written) {
    this.#database = new DatabaseSync(path)
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full')
    for (const sql of schema) this.#database.exec(sql)
    this.#begin = this.#database.prepare('begin immediate')
    this.#commit = this.#database.prepare('commit')
    this.#insertEvent = this.#prepare('insert into events', eventColumns)
    this.#replaceRow = this.#prepare('replace into ledger', ledgerColumns)
  }

  /** Writes some events, and what follows from them, in one transaction. */
  write(events: readonly WrittenEvent[]): void {
    this.#begin.run()
    for (const { values, ledger } of events) {
      this.#insertEvent.run(...values)
      for (const row of ledger) this.#replaceRow.run(...row)
    }
    this.#commit.run()
  }

  close(): void {
    this.#database.close()
  }

  #prepare(into: string, columns: readonly string[]): StatementSync {
    return this.#database.prepare(`${into} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
  }
}

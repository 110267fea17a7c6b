import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** What a run wrote to a state file, such that it can be written again without a thought. */
export interface Written {
  readonly schema: readonly string[]
  readonly columns: { readonly [Table in TableName]: readonly string[] }
  readonly events: readonly WrittenEvent[]
}

type TableName = 'events' | 'materializations' | 'ledger' | 'assets'

/** An event, and the rows of other tables that follow from it. */
export interface WrittenEvent {
  readonly type: SQLInputValue | undefined
  /** All but the position, which SQLite gives. */
  readonly values: Row
  readonly materializations: readonly Row[]
  readonly ledger: readonly Row[]
  /** The row of its asset as it is at the end; empty for an event that does not change it. */
  readonly assets: readonly Row[]
}

type Row = readonly SQLInputValue[]

/** Reads the events of some types with what follows from them. */
export function readWritten(path: string, types: readonly string[]): Written {
  const database = new DatabaseSync(path, { readOnly: true })
  const all = (sql: string) => database.prepare(sql).all()
  const columnsOf = (table: TableName) =>
    all(`pragma table_info(${table})`)
      .map(({ name }) => String(name))
      .filter((name) => table !== 'events' || name !== 'position')
  const schema = all(`select sql from sqlite_master where sql is not null and name not like 'sqlite_%'`)
  const ledger = Map.groupBy(all('select * from ledger'), ({ position }) => position)
  const materializations = Map.groupBy(all('select * from materializations'), ({ position }) => position)
  const assets = Map.groupBy(all('select * from assets'), ({ id }) => id)
  const events = all(`select * from events where type in ('${types.join(`', '`)}') order by position`)
  const columns = {
    events: columnsOf('events'),
    materializations: columnsOf('materializations'),
    ledger: columnsOf('ledger'),
    assets: columnsOf('assets'),
  }
  database.close()
  return {
    schema: schema.map(({ sql }) => String(sql)),
    columns,
    events: events.map(({ position, ...event }) => {
      const made = materializations.get(position) ?? []
      return {
        type: event['type'],
        values: Object.values(event),
        materializations: made.map(Object.values),
        ledger: (ledger.get(position) ?? []).map(Object.values),
        assets: made.flatMap((row) => assets.get(row['asset_id']) ?? []).map(Object.values),
      }
    }),
  }
}

/** A file with the same tables and indexes, and prepared statements that write to them. */
export class BareFile {
  readonly #database: DatabaseSync
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #insertEvent: StatementSync
  readonly #insertMaterialization: StatementSync
  readonly #replaceRow: StatementSync
  readonly #replaceRows: StatementSync
  readonly #replaceAsset: StatementSync
  readonly #together: number

  /** `together`: rows that go into the ledger by one statement. */
  constructor(path: string, { schema, columns }: Written, together = 1) {
    this.#together = together
    this.#database = new DatabaseSync(path)
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full')
    for (const sql of schema) this.#database.exec(sql)
    this.#begin = this.#database.prepare('begin immediate')
    this.#commit = this.#database.prepare('commit')
    this.#insertEvent = this.#prepare('insert into events', columns.events)
    this.#insertMaterialization = this.#prepare('insert into materializations', columns.materializations)
    this.#replaceRow = this.#prepare('replace into ledger', columns.ledger)
    this.#replaceRows = this.#prepare('replace into ledger', columns.ledger, together)
    this.#replaceAsset = this.#prepare('replace into assets', columns.assets)
  }

  /** Writes some events, and what follows from them, in one transaction. */
  write(events: readonly WrittenEvent[]): void {
    this.#begin.run()
    for (const { values, materializations, ledger, assets } of events) {
      this.#insertEvent.run(...values)
      for (const row of materializations) this.#insertMaterialization.run(...row)
      for (const row of assets) this.#replaceAsset.run(...row)
      const single = ledger.length % this.#together
      for (const row of ledger.slice(0, single)) this.#replaceRow.run(...row)
      for (let start = single; start < ledger.length; start += this.#together) {
        this.#replaceRows.run(...ledger.slice(start, start + this.#together).flat())
      }
    }
    this.#commit.run()
  }

  close(): void {
    this.#database.close()
  }

  #prepare(into: string, columns: readonly string[], rows = 1): StatementSync {
    const row = `(${columns.map(() => '?').join(', ')})`
    return this.#database.prepare(`${into} (${columns.join(', ')}) values ${Array(rows).fill(row).join(', ')}`)
  }
}

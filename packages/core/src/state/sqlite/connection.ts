import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { type Query, Slot } from './query.ts'

type Values = { readonly [name: string]: SQLInputValue }

/** A state file that is open: runs queries as prepared statements, each prepared once. Everything here is synchronous. */
export class Connection {
  readonly path: string
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #transaction = 0

  constructor(path: string, database: DatabaseSync) {
    this.path = path
    this.#database = database
  }

  // Rows are what the queries' types say, because the tables are STRICT: SQLite keeps no value of another type.
  all<Row>(query: Query<never, Row>): Row[]
  all<V extends Values, Row>(query: Query<V, Row>, values: V): Row[]
  all<Row>(query: Query<never, Row>, values: Values = {}): Row[] {
    return this.#prepared(query.sql).all(...inOrder(query, values)) as Row[]
  }

  get<Row>(query: Query<never, Row>): Row | undefined
  get<V extends Values, Row>(query: Query<V, Row>, values: V): Row | undefined
  get<Row>(query: Query<never, Row>, values: Values = {}): Row | undefined {
    return this.#prepared(query.sql).get(...inOrder(query, values)) as Row | undefined
  }

  /** The row of a query that always has one. */
  one<Row>(query: Query<never, Row>): Row
  one<V extends Values, Row>(query: Query<V, Row>, values: V): Row
  one<Row>(query: Query<never, Row>, values: Values = {}): Row {
    return this.#prepared(query.sql).get(...inOrder(query, values)) as Row
  }

  run(query: Query<never, unknown>): void
  run<V extends Values>(query: Query<V, unknown>, values: V): void
  run(query: Query<never, unknown>, values: Values = {}): void {
    this.#prepared(query.sql).run(...inOrder(query, values))
  }

  /** Runs a query with values in the order of its parameters: to find each by its name would take as long as to insert it. */
  runInOrder(query: Query<never, unknown>, values: readonly SQLInputValue[]): void {
    this.#prepared(query.sql).run(...values)
  }

  /** Inserts a row; answers with the number that SQLite gave it. */
  insert<V extends Values>(query: Query<V, unknown>, values: V): number {
    return Number(this.#prepared(query.sql).run(...inOrder(query, values)).lastInsertRowid)
  }

  /** The value of a pragma that is one whole number. */
  pragma(name: string): number {
    return Number(Object.values(this.#prepared(`pragma ${name}`).get() ?? {})[0])
  }

  execute(sql: string): void {
    this.#database.exec(sql)
  }

  /** Begins to write: from here to `commit` no other process can. */
  begin(): void {
    this.#prepared('begin immediate').run()
    this.#transaction += 1
  }

  /** How many transactions were begun to write: the number of the one that goes on. */
  get transaction(): number {
    return this.#transaction
  }

  commit(): void {
    this.#prepared('commit').run()
  }

  /** Undoes what was written since `begin`; nothing, where SQLite did that by itself, as it does when the disk is full. */
  rollback(): void {
    if (this.#database.isTransaction) this.#prepared('rollback').run()
  }

  /** Runs a part of a transaction: when it throws, what it wrote is undone, and the rest of the transaction stands. */
  part<T>(work: () => T): T {
    this.#prepared('savepoint part').run()
    try {
      const result = work()
      this.#prepared('release part').run()
      return result
    } catch (thrown) {
      if (this.#database.isTransaction) this.#prepared('rollback to part').run()
      throw thrown
    }
  }

  /** Runs reads that must all see one state of the file. */
  snapshot<T>(read: () => T): T {
    this.#prepared('begin').run()
    try {
      return read()
    } finally {
      this.rollback()
    }
  }

  close(): void {
    this.#database.close()
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

function inOrder({ parameters }: Query<never, unknown>, values: Values): SQLInputValue[] {
  return parameters.map(
    (parameter) => (parameter instanceof Slot ? values[parameter.name] : parameter) as SQLInputValue,
  )
}

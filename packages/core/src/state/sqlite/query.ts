import { type Compilable, type RawBuilder, sql } from 'kysely'

/** A query compiled once, to be run with `Values`; it answers with rows like `Row`. */
export interface Query<in Values, out Row> {
  readonly sql: string
  /** What is bound to the query's parameters, in their order: constants, and in place of slots the values of the call. */
  readonly parameters: readonly unknown[]
  readonly '~types'?: (values: Values) => Row
}

/** The place of a value in a query. Binding by position is our work: SQLite's own binding by name takes 3 times as long. */
export class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Stands in a query for the value of that name. */
export type Value<Values> = <Name extends keyof Values & string>(name: Name) => RawBuilder<Values[Name]>

/**
 * A query in which the values of the call are written `value('name')`. It is compiled when it is first run: a command runs
 * a few of them, and would wait for all.
 */
export function query<Values, Row>(build: (value: Value<Values>) => Compilable<Row>): Query<Values, Row> {
  let compiled: Query<Values, Row> | undefined
  const ready = (): Query<Values, Row> => (compiled ??= build((name) => sql`${new Slot(name)}`).compile())
  return {
    get sql() {
      return ready().sql
    },
    get parameters() {
      return ready().parameters
    },
  }
}

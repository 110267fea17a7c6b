/** SQL with `$1`, `$2`... for its parameters. */
export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

/** A temporary table by the name that later statements know it under, as it was written, and the query that fills it. */
export interface TemporaryTable extends Statement {
  readonly name: string
}

/** What makes a table: temporary ones first, where there are any, and the query that gives its rows. */
export interface Script extends Statement {
  readonly temporary?: readonly TemporaryTable[] | undefined
}

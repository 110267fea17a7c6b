import { rowSchemaOfValues } from '../sql/row-schema.ts'
import { DuckDbFile } from './duckdb-file.ts'
import { identifier } from './quote.ts'
import type { DuckDbRow } from './read-result.ts'
import { SourceResolver } from './table-source.ts'

/** A query over rows in memory. */
export interface RowsQuery {
  /** The name by which the query knows the rows. */
  readonly table: string
  readonly text: string
  readonly parameters: readonly unknown[]
  /** At most so many rows come back. */
  readonly limit: number
}

/** Runs a query over rows in memory, in a DuckDB without a file. Nothing of it stays. */
export function queryRows(
  rows: readonly object[],
  { table, text, parameters, limit }: RowsQuery,
): Promise<readonly DuckDbRow[]> {
  return DuckDbFile.at(':memory:').use((session) =>
    session.transaction(async () => {
      const { sql } = await new SourceResolver(session).resolve({
        kind: 'rows',
        rows,
        rowSchema: rowSchemaOfValues(rows),
      })
      return session.rows(
        `with ${identifier(table)} as (${sql}) select * from (\n${text}\n) as result limit ${limit}`,
        parameters,
      )
    }),
  )
}

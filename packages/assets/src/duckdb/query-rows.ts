import { rowSchemaOfValues } from '../sql/row-schema-of-values.ts'
import { identifier } from '../tables/quote.ts'
import { SourceResolver } from '../tables/table-source.ts'
import { DuckDbFile } from './duckdb-file.ts'
import type { DuckDbRow } from './read-result.ts'

/** A query over rows in memory. */
export interface RowsQuery {
  /** The name by which the query knows the rows. */
  readonly table: string
  readonly text: string
  readonly parameters: readonly unknown[]
  /** At most so many rows come back. */
  readonly limit: number
}

/**
 * Runs a query over rows in memory, in a DuckDB without a file. Nothing of it stays. The rows themselves tell their
 * columns, so that without rows there is nothing to ask: the answer is no rows then.
 */
export async function queryRows(
  rows: readonly object[],
  { table, text, parameters, limit }: RowsQuery,
): Promise<readonly DuckDbRow[]> {
  if (rows.length === 0) return []
  const file = DuckDbFile.at(':memory:')
  const rowSchema = rowSchemaOfValues(rows)
  try {
    return await file.use((session) =>
      session.transaction(async () => {
        const { sql } = await new SourceResolver(session).resolve({ kind: 'rows', rows, rowSchema })
        const known = `with ${identifier(table)} as (${sql})`
        return session.rows(`${known} select * from (\n${text}\n) as result limit ${limit}`, parameters)
      }),
    )
  } finally {
    file.close()
  }
}

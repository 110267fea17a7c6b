import { queryBench } from '../tables/query-bench.ts'
import { Bench, type serverOfFile } from './bench.ts'

/** A dataset with the words that tests of queries are written in, see `queryBench`. */
export async function queryBenchOf(file: ReturnType<typeof serverOfFile>) {
  const bench = await Bench.of(file)
  const { warehouse, dataset, client } = bench
  const rows = (sql: string) => bench.rows(sql)
  const tables = async () => (await client.dataset(dataset).getTables())[0].map(({ id }) => id ?? '')
  const stages = async () => (await tables()).filter((name) => name.startsWith('_headwater_stage_'))
  return queryBench({ warehouse, dataset, client, rows, tables, stages })
}

/** A query that gives rows of symbol, day and close. */
export function selectRows(...rows: readonly (readonly [symbol: string | null, day: string, close: number])[]): string {
  const structs = rows.map(([symbol, day, close]) => {
    const text = symbol === null ? 'CAST(NULL AS STRING)' : `'${symbol}'`
    return `STRUCT(${text} AS symbol, '${day}' AS day, ${close} AS close)`
  })
  return `SELECT made.symbol, made.day, made.close FROM UNNEST([${structs.join(', ')}]) AS made`
}

/** What the table of the queries holds. */
export const allRows = 'SELECT symbol, close FROM market__fct ORDER BY 1, 2'

import { columnTypes } from '../../src/sql/type-mapping.ts'
import { Bench, serverOfFile } from './bench.ts'

const file = serverOfFile()

/** BigQuery for tests of what all stores of tables do, see `engines`. Whoever imports it has an emulator started. */
export const bigQueryEngine = {
  name: 'bigquery',
  types: columnTypes.bigquery,
  queryFailed: 'BIGQUERY_JOB_FAILED',
  moments: { min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') },
  bigints: { min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n },
  open: async () => {
    const bench = await Bench.of(file)
    const { warehouse, store } = bench
    return { warehouse, store, rows: (sql: string) => bench.rows(sql) }
  },
} as const

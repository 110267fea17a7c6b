export { bigquery, type BigQueryOptions, type BigQueryTableOptions, type BigQueryWarehouse } from './bigquery.ts'
export type { BigQuerySender } from './load-bigquery.ts'

export {
  type BigQueryFaultKind,
  type BigQueryServer,
  type BigQueryServerOptions,
  startBigQuery,
} from './start-bigquery.ts'

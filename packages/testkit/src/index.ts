export {
  type BigQueryFaultKind,
  type BigQueryServer,
  type BigQueryServerOptions,
  startBigQuery,
} from './bigquery/index.ts'
export { type Fault, type FaultKind, type FaultMatch, Faults, type FaultTarget } from './faults/faults.ts'
export { type GcsServer, startGcs } from './gcs/index.ts'
export {
  type PostgresDatabase,
  type PostgresDatabaseOptions,
  type PostgresServer,
  type PostgresServerOptions,
  servePostgres,
  startPostgres,
  testDatabase,
} from './postgres/index.ts'
export {
  type RedshiftFaultKind,
  type RedshiftS3,
  type RedshiftServer,
  type RedshiftServerOptions,
  startRedshift,
} from './redshift/index.ts'
export {
  type S3FaultKind,
  type S3Received,
  type S3Server,
  type S3ServerOptions,
  s3ServerSuite,
  type S3ServerSuiteOptions,
  type S3UnderTest,
  startS3,
  type SuiteFunctions,
} from './s3/index.ts'

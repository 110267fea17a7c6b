export {
  accepted,
  between,
  fresh,
  noGaps,
  notNull,
  pattern,
  positive,
  references,
  rowCount,
  sqlCheck,
  unique,
} from './checks/index.ts'
export { bigquery, type BigQueryOptions, type BigQueryTableOptions, type BigQueryWarehouse } from './bigquery/index.ts'
export {
  ColumnBatch,
  columnar,
  type Columnar,
  type ColumnVector,
  type FlatTable,
  stream,
  type Streamed,
  type Table,
  type TableOf,
  type TableStream,
  type Vector,
} from './columns/index.ts'
export { duckdb, type DuckDbOptions } from './duckdb/index.ts'
export { files, type ObjectStore } from './files/index.ts'
export { gcs, type GcsOptions } from './gcs/index.ts'
export { aliased, type ModelAsset, modelAsset, type Trained } from './models/index.ts'
export { postgres, type PostgresOptions } from './postgres/index.ts'
export { type PostgresState, postgresState, type PostgresStateOptions } from './postgres-state/index.ts'
export { processAsset, type ProcessInput } from './process/index.ts'
export { redshift, type RedshiftKeys, type RedshiftOptions, type RedshiftWarehouse } from './redshift/index.ts'
export { s3, type S3Options } from './s3/index.ts'
export {
  type ColumnRef,
  type Query,
  type Row,
  type Rows,
  type Scalar,
  type SchemaChange,
  type SqlAsset,
  sqlAsset,
  type SqlContext,
  type SqlFile,
  sqlFile,
  type SqlParameters,
  type SqlStatement,
  type SqlTag,
  type SqlWarehouse,
  type TableOptions,
  type TableRef,
  type Warehouse,
  type Write,
} from './sql/index.ts'
export { arrow, type ArrowCell, type ArrowTable, batches, reference, type TableReference } from './views/index.ts'

export { accepted, between, fresh, noGaps, notNull, positive, rowCount, sqlCheck, unique } from './checks/index.ts'
export { duckdb, type DuckDbOptions } from './duckdb/index.ts'
export { files, type ObjectStore } from './files/index.ts'
export { postgres, s3 } from './later-drivers.ts'
export { aliased, type ModelAsset, modelAsset, type Trained } from './models/index.ts'
export { processAsset, type ProcessInput } from './process/index.ts'
export {
  type ColumnRef,
  type Query,
  type Row,
  type Rows,
  type Scalar,
  sqlAsset,
  type SqlContext,
  type SqlStatement,
  type SqlTag,
  type SqlWarehouse,
  type TableRef,
  type Warehouse,
  type Write,
} from './sql/index.ts'
export { arrow, type ArrowCell, type ArrowTable, batches, reference, type TableReference } from './views/index.ts'

export { type Column, type ColumnKind, columnsOf } from './columns.ts'
export type { Row, Rows, Scalar } from './rows.ts'
export type {
  ReadPartition,
  SqlWarehouse,
  StagedQuery,
  StageOptions,
  StageQuery,
  TableName,
  TableSource,
  Warehouse,
} from './warehouse.ts'
export { checkWriteMode, type Write, type WriteRequest } from './write-mode.ts'
export { type Query, sqlAsset, type SqlContext } from './sql-asset.ts'
export { type ColumnRef, renderSql, type SqlStatement, type SqlTag, sql, type TableRef, tableRef } from './sql-tag.ts'

export type { TableMaking } from './produce-tables.ts'
export { type Column, type ColumnKind, columnsOf } from './columns.ts'
export type { Row, Rows, Scalar } from './rows.ts'
export type { TemporaryTable } from './statement.ts'
export type { SchemaChange } from './schema-change.ts'
export type {
  ReadPartition,
  SqlWarehouse,
  StagedQuery,
  StageOptions,
  StageQuery,
  TableName,
  TableOptions,
  TableSource,
  Warehouse,
  WrittenTable,
} from './warehouse.ts'
export { checkWriteColumns } from './write-columns.ts'
export { checkWriteMode, type Write, type WriteRequest } from './write-mode.ts'
export { type Query, type SqlAsset, sqlAsset, type SqlContext, tableMakingOf } from './sql-asset.ts'
export { type SqlFile, sqlFile, type SqlParameters } from './sql-file.ts'
export { type ColumnRef, renderSql, type SqlStatement, type SqlTag, sql, type TableRef, tableRef } from './sql-tag.ts'

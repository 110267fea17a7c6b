export type {
  ColumnAnswer,
  ColumnCatalog,
  ColumnLineage,
  ColumnOrigin,
  ColumnProblem,
  DirectSource,
  DirectTransformation,
  IndirectSource,
  IndirectTransformation,
  UpstreamColumns,
} from './column-lineage.ts'
export { anyColumn, columnPath, namesOfPath, pathBelow } from './column-path.ts'
export {
  type ColumnSource,
  type ColumnWords,
  type DecidingColumns,
  type DeclareColumns,
  declaredColumns,
  type MadeColumn,
  type MadeColumns,
  type StandsForRows,
  type UntypedDeclaration,
} from './declared-columns.ts'
export { type Carried, carriedBy, columns, type RowsFrom } from './rows-from.ts'

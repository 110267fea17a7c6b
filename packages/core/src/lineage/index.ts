export { type AssetColumns } from './asset-columns.ts'
export type { ColumnAt, ColumnBearing, ColumnEdge } from './column-edge.ts'
export { type ColumnLineageFacet, columnLineageFacet, type FacetInput } from './column-facet.ts'
export { columnsIn } from './row-fields.ts'
export { ColumnReads } from './column-reads.ts'
export { ColumnGraph, type ColumnPaths } from './column-graph.ts'
export type { ColumnReach, ReachedColumn } from './column-walk.ts'
export {
  assetLineage,
  type AssetLineage,
  edgesOf,
  type InputLineage,
  type LineageEdge,
  partitionLineage,
  type PartitionLineage,
  rowLineage,
} from './lineage.ts'

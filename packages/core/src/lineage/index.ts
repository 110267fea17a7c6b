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

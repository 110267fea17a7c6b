export {
  assetLineage,
  type AssetLineage,
  edgesOf,
  type InputLineage,
  type LineageEdge,
  partitionLineage,
  type PartitionLineage,
} from './lineage.ts'

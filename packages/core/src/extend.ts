// What kinds of assets and drivers are built with: for packages, not for pipelines.
export {
  byPartition,
  type Call,
  type CallPartition,
  type CodeParts,
  contextOf,
  definitionOf,
  type OutputSpec,
  type Produced,
  singleOutput,
  type Source,
  type View,
  type ViewSource,
  wrapped,
} from './define/index.ts'
export { type CellRule, cellRules } from './checks/index.ts'
export { type Cell, Subset } from './partitions/index.ts'
export { callUserCode } from './run/index.ts'
export { rowSchemaOf, typeKeyword } from './status/index.ts'

// What kinds of assets and drivers are built with: for packages, not for pipelines.
export {
  type AssetDefinition,
  byPartition,
  type Call,
  type CallDep,
  type CallPartition,
  type CodeParts,
  type ColumnAnswer,
  type ColumnCatalog,
  columnPath,
  contextOf,
  definitionOf,
  type OutputSpec,
  type Produced,
  type Reading,
  singleOutput,
  type Source,
  type StandsForRows,
  type View,
  type ViewSource,
  wrapped,
} from './define/index.ts'
export { type CellRule, cellRules, validateValue } from './checks/index.ts'
export { resolveDep } from './graph/index.ts'
export { type Cell, Subset } from './partitions/index.ts'
export { processSecrets } from './resources/index.ts'
export { callUserCode } from './run/index.ts'
export { rowSchemaOf, typeKeyword } from './status/index.ts'

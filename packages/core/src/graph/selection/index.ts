export { completeSelection, type SelectionCompletion } from './complete-selection.ts'
export { formatSelection } from './format-selection.ts'
export { parseSelection } from './parse-selection.ts'
export { type SelectionContext, select } from './select.ts'
export type { SelectionSpan } from './selection-error.ts'
export {
  type AroundNode,
  type AssetStatus,
  type AttributeTerm,
  assetStatuses,
  type ChainNode,
  type NameTerm,
  type NotNode,
  type SelectionAttribute,
  type SelectionNode,
  type SelectionPattern,
  selectionAttributes,
} from './selection-node.ts'

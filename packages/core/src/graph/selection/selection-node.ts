/** What a term may ask for by name. `key` is the whole key; `status` needs to be told the status of assets. */
export const selectionAttributes = ['key', 'group', 'kind', 'owner', 'tag', 'status'] as const
/** One of `selectionAttributes`. */
export type SelectionAttribute = (typeof selectionAttributes)[number]

/** What an asset can be, for `status:`: one of the first four, and late beside. */
export const assetStatuses = ['missing', 'stale', 'fresh', 'failed', 'late'] as const
/** One of `assetStatuses`. */
export type AssetStatus = (typeof assetStatuses)[number]

/** A text to match. With `glob` its asterisks stand for any characters; without, every character stands for itself. */
export interface SelectionPattern {
  readonly text: string
  readonly glob: boolean
}

/** A bare word: a key, or the last segment of one. */
export interface NameTerm {
  readonly kind: 'name'
  readonly pattern: SelectionPattern
}

/** `group:market`. Only a tag has a `value`; without one, any value will do. */
export interface AttributeTerm {
  readonly kind: 'attribute'
  readonly attribute: SelectionAttribute
  readonly pattern: SelectionPattern
  readonly value?: SelectionPattern
}

/** `2+x+`: `of`, and what lies up to so many edges around it. Infinity: everything that way. */
export interface AroundNode {
  readonly kind: 'around'
  readonly of: SelectionNode
  readonly up: number
  readonly down: number
}

/** `not x`: every asset of the graph that `of` does not select. */
export interface NotNode {
  readonly kind: 'not'
  readonly of: SelectionNode
}

/** `a and b and c`; also `a or b`, `a, b`. Two parts or more. */
export interface ChainNode {
  readonly kind: 'and' | 'or'
  readonly of: readonly SelectionNode[]
}

/** A selection as a tree. It knows no positions, so that selections that say the same are equal. */
export type SelectionNode = NameTerm | AttributeTerm | AroundNode | NotNode | ChainNode

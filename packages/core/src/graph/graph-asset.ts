/** What the graph knows of an asset. */
export interface GraphAsset {
  readonly key: string
  /** Keys of the assets that it reads; naming one twice makes one edge. */
  readonly deps: readonly string[]
  readonly group?: string | undefined
  readonly kinds: readonly string[]
  readonly owners: readonly string[]
  readonly tags: { readonly [name: string]: string }
  /** Whether it reads its own earlier partitions, which is neither an edge nor a cycle. */
  readonly selfDep: boolean
}

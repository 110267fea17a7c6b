import { type ConditionNode, conditionNode } from '../define/index.ts'
import { inputsOf, ioOf, type ProjectModel, select } from '../graph/index.ts'
import { definitionIn } from './definition-in.ts'

/** What an asset says of itself. */
export interface AssetDescription {
  readonly key: string
  readonly description: string | undefined
  readonly group: string
  readonly kinds: readonly string[]
  readonly owners: readonly string[]
  readonly tags: { readonly [name: string]: string }
  readonly metadata: { readonly [name: string]: string | number | boolean | null }
  /** `unpartitioned`, `daily`, `product`... */
  readonly partitions: string
  readonly external: boolean
  /** The name of its IO manager; undefined for an asset without a value. */
  readonly io: string | undefined
  readonly deps: readonly { readonly dep: string; readonly asset: string; readonly mapping: string }[]
  readonly checks: readonly { readonly name: string; readonly severity: 'warn' | 'error'; readonly blocking: boolean }[]
  readonly resources: readonly string[]
  readonly pool: string | undefined
  readonly automation: ConditionNode | undefined
}

/** The selected assets in topological order. */
export function describeAssets(model: ProjectModel, selection: string): readonly AssetDescription[] {
  return [...select(model.graph, selection)].map((key) => describeAsset(model, key))
}

function describeAsset(model: ProjectModel, key: string): AssetDescription {
  const definition = definitionIn(model, key)
  const { group = 'default', kinds, owners, tags } = model.graph.asset(key)
  const { described, step } = definition
  return {
    key,
    description: described.description,
    group,
    kinds,
    owners,
    tags,
    metadata: described.metadata ?? {},
    partitions: definition.partitions.kind,
    external: !step.produce,
    io: ioOf(model, definition)?.name,
    deps: inputsOf(model, step)
      .filter(({ through }) => through === undefined)
      .map(({ dep, asset, mapping, alias }) => ({
        dep,
        asset,
        mapping: alias === undefined ? mapping.kind : `alias ${alias}`,
      })),
    checks: definition.checks.map(({ name, severity, blocking }) => ({ name, severity, blocking })),
    resources: Object.values(step.resources).map(({ name }) => name),
    pool: described.pool,
    automation: described.automation && conditionNode(described.automation),
  }
}

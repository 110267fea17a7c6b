import { type AnyAsset, type AssetDefinition, definitionOf } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import type { ProjectModel } from '../graph/index.ts'

/**
 * The definition of an asset, of a key, or of the only key that ends with this segment, as in a selection. Throws
 * ASSET_UNKNOWN with the nearest keys.
 */
export function definitionIn(model: ProjectModel, asset: AnyAsset | string): AssetDefinition {
  const name = typeof asset === 'string' ? asset : definitionOf(asset).key
  const [short, ...others] = model.assets.has(name) ? [] : model.graph.keys.filter((key) => key.endsWith(`/${name}`))
  const key = short !== undefined && others.length === 0 ? short : name
  // The graph knows how to tell which keys are near.
  model.graph.asset(key)
  return (
    model.assets.get(key) ??
    fail('INTERNAL', { asset: key, message: `asset \`${key}\` is in the graph and has no definition` })
  )
}

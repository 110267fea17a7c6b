import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import type { ProjectModel } from '../graph/index.ts'

/** The definition of a key. Throws ASSET_UNKNOWN with the nearest keys. */
export function definitionIn(model: ProjectModel, key: string): AssetDefinition {
  // The graph knows how to tell which keys are near.
  model.graph.asset(key)
  return (
    model.assets.get(key) ??
    fail('INTERNAL', { asset: key, message: `asset \`${key}\` is in the graph and has no definition` })
  )
}

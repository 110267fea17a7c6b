import { branded } from '../base/brand.ts'
import { parseAssetKey } from '../keys/index.ts'
import type { AnyAsset } from './asset.ts'
import { definitionOf } from './definition.ts'

/** An asset that has another key than before. */
export interface Moved {
  readonly from: string
  readonly to: string
}

/**
 * Says that an asset had another key before, so that its history stays its own: `moved({ from: 'market/prices', to: prices })`
 * among the `moves` of the project. The plan shows it, and the next run that makes the asset records it; values stay where
 * they lie. Once every state has recorded it, it can be removed. Throws ASSET_KEY_INVALID when `from` is no key.
 */
export function moved(of: { readonly from: string; readonly to: AnyAsset }): Moved {
  const move = { from: parseAssetKey(of.from), to: definitionOf(of.to).key }
  return branded('moved', move)
}

export { compareKeys, isAssetKey, parseAssetKey } from './asset-key.ts'
export { parseName } from './name.ts'
export { didYouMean, nearestNames } from './nearest-names.ts'

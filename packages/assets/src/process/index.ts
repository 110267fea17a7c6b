export { processAsset, type ProcessInput } from './process-asset.ts'

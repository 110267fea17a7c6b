export { processAsset } from './process-asset.ts'

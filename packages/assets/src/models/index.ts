export { aliased, type ModelAsset, modelAsset, type Trained } from './model-asset.ts'

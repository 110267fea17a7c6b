export { files } from './files.ts'
export { type ObjectsOfFormat, type ObjectStore, objectStore } from './object-store.ts'

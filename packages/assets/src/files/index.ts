export { files, type ObjectStore } from './files.ts'

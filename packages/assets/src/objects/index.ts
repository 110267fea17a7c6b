export {
  type Bucket,
  type ObjectHead,
  type ObjectMarks,
  type OpenObject,
  partBytes,
  type WantedBytes,
} from './bucket.ts'
export { bucketHome, ownHome } from './bucket-home.ts'
export { objectIoManager, type ObjectPlace } from './object-io-manager.ts'

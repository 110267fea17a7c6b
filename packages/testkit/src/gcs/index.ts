export { type GcsServer, startGcs } from './start-gcs.ts'

export { gcs, type GcsOptions } from './gcs.ts'
export type { GcsAccess, GcsSender } from './gcs-access.ts'

export { s3, type S3Options } from './s3.ts'
export type { S3Access, S3Credentials, S3Sender } from './s3-access.ts'

export { s3ServerSuite, type S3ServerSuiteOptions } from './s3-server-suite.ts'
export { type S3FaultKind, type S3Received, type S3Server, type S3ServerOptions, startS3 } from './start-s3.ts'
export type { S3UnderTest, SuiteFunctions } from './suite/s3-bench.ts'

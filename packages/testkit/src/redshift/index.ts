export type { RedshiftS3 } from './copy-objects.ts'
export type { RedshiftFaultKind } from './serve-connection.ts'
export { type RedshiftServer, type RedshiftServerOptions, startRedshift } from './start-redshift.ts'

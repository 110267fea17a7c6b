export type { PostgresDatabase, PostgresDatabaseOptions } from './make-database.ts'
export { servePostgres, testDatabase } from './serve-postgres.ts'
export { type PostgresServer, type PostgresServerOptions, startPostgres } from './start-postgres.ts'

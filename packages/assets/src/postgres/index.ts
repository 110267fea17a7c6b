export { PostgresDatabase, type PostgresDatabaseOptions, type PoolOptions } from './postgres-database.ts'
export { postgres, type PostgresOptions } from './postgres.ts'
export type { PostgresSession } from './postgres-session.ts'

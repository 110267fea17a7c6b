export { type PostgresState, postgresState, type PostgresStateOptions } from './postgres-state.ts'

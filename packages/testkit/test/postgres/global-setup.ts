import { servePostgres } from '../../src/postgres/index.ts'

/** One PostgreSQL for all test files that ask for it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const postgres = await servePostgres()
  return () => postgres.close()
}

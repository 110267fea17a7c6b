import type { Probe } from '@headwater/core/io'
import { probeTables, type Using } from '../tables/probe-tables.ts'
import { probeServer } from './probe-server.ts'

/** See `StoreHome.probe`: `using` gives connections of the database. */
export async function probePostgres(using: Using): Promise<readonly Probe[]> {
  const probes = await probeTables(using)
  if (probes.some(({ ok }) => !ok)) return probes
  return [...probes, ...(await probeServer((statement) => using((session) => session.rows(statement))))]
}

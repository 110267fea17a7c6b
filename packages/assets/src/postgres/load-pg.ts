import type pg from 'pg'
import type * as copyStreams from 'pg-copy-streams'
import { loadPeer } from '../load-peer.ts'

/** The client library, as it is when it is there. */
export type PgApi = typeof pg

/** The client library, an optional peer. Throws PACKAGE_MISSING. */
export async function loadPg(neededBy = 'postgres()'): Promise<PgApi> {
  return (await loadPeer('pg', neededBy, () => import('pg'))).default
}

/** What copies rows in and out, an optional peer. Throws PACKAGE_MISSING. */
export async function loadCopyStreams(): Promise<typeof copyStreams> {
  return loadPeer('pg-copy-streams', 'postgres()', () => import('pg-copy-streams'))
}

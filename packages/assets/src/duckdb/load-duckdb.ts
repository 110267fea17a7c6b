import type * as duckdb from '@duckdb/node-api'
import { loadPeer } from '../load-peer.ts'

/** The client library, as it is when it is there. */
export type DuckDbApi = typeof duckdb

let loading: Promise<DuckDbApi> | undefined

/** The client library, an optional peer that is loaded when it is first needed. Throws PACKAGE_MISSING. */
export function loadDuckDb(): Promise<DuckDbApi> {
  loading ??= loadPeer('@duckdb/node-api', 'duckdb()', () => import('@duckdb/node-api'))
  return loading
}

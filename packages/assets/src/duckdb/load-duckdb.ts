import type * as duckdb from '@duckdb/node-api'
import { fail } from '@headwater/core/io'

/** The client library, as it is when it is there. */
export type DuckDbApi = typeof duckdb

let loading: Promise<DuckDbApi> | undefined

/** The client library, an optional peer that is loaded when it is first needed. Throws PACKAGE_MISSING. */
export function loadDuckDb(): Promise<DuckDbApi> {
  loading ??= import('@duckdb/node-api').catch((cause: unknown) =>
    fail('PACKAGE_MISSING', {
      message: '`duckdb()` needs the package `@duckdb/node-api`, which cannot be loaded here',
      hint: 'Install it: npm install @duckdb/node-api',
      cause,
    }),
  )
  return loading
}

import type { BigQueryOptions } from '@google-cloud/bigquery'

/** A login that no service checks: without one the client of BigQuery cannot upload. */
export function loginOfTest(): NonNullable<BigQueryOptions['authClient']> {
  const login = { getRequestHeaders: async () => new Headers({ authorization: 'Bearer test' }) }
  return login as unknown as NonNullable<BigQueryOptions['authClient']>
}

import type * as bigQueryClient from '@google-cloud/bigquery'
import { loadPeer } from '../load-peer.ts'

/** The official client, made once. */
export type BigQueryClient = bigQueryClient.BigQuery

/** How BigQuery is reached. What is absent is left to the client, which reads the environment and what `gcloud` keeps. */
export interface BigQueryAccess {
  readonly projectId?: string | undefined
  readonly location?: string | undefined
  readonly apiEndpoint?: string | undefined
  readonly client?: BigQuerySender | undefined
}

/** What `BigQuery` of @google-cloud/bigquery is; spelled out, so that types need no package that is optional. */
export interface BigQuerySender {
  dataset(id: string): object
}

/** Throws PACKAGE_MISSING. */
export async function loadBigQuery({
  projectId,
  location,
  apiEndpoint,
  client,
}: BigQueryAccess): Promise<BigQueryClient> {
  if (client) return client as BigQueryClient
  const sdk = await loadPeer('@google-cloud/bigquery', 'bigquery()', () => import('@google-cloud/bigquery'))
  return new sdk.BigQuery({
    // What may be asked for twice is known here, see BigQueryService, and not to the client.
    autoRetry: false,
    ...(projectId !== undefined && { projectId }),
    ...(location !== undefined && { location }),
    ...(apiEndpoint !== undefined && { apiEndpoint }),
    ...(apiEndpoint?.startsWith('http:') && { authClient: emulatorLogin }),
  })
}

/**
 * Emulators ask for no login, and nobody shows one to a plain-text address; but the client cannot upload without any.
 * It is no more than what the client calls.
 */
const emulatorLogin = {
  getRequestHeaders: async () => new Headers({ authorization: 'Bearer none' }),
} as unknown as NonNullable<bigQueryClient.BigQueryOptions['authClient']>

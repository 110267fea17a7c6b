import type * as cloudStorage from '@google-cloud/storage'
import { loadPeer } from '../load-peer.ts'
import type { GcsAccess } from './gcs-access.ts'

/** Throws PACKAGE_MISSING. */
export async function loadGcs({ projectId, apiEndpoint, client }: GcsAccess): Promise<cloudStorage.Storage> {
  if (client) return client as cloudStorage.Storage
  const sdk = await loadPeer('@google-cloud/storage', 'gcs()', () => import('@google-cloud/storage'))
  return new sdk.Storage({
    // All that is asked for may be asked for twice: names are written once, and copies are the same again.
    retryOptions: { maxRetries: 5, idempotencyStrategy: sdk.IdempotencyStrategy.RetryAlways },
    ...(projectId !== undefined && { projectId }),
    ...(apiEndpoint !== undefined && { apiEndpoint }),
  })
}

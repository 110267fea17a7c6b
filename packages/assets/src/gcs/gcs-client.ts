import type * as cloudStorage from '@google-cloud/storage'
import { loadPeer } from '../load-peer.ts'
import type { GcsAccess } from './gcs-access.ts'

/** Throws PACKAGE_MISSING. */
export async function loadGcs({ projectId, apiEndpoint, client }: GcsAccess): Promise<cloudStorage.Storage> {
  if (client) return client as cloudStorage.Storage
  const sdk = await loadPeer('@google-cloud/storage', 'gcs()', () => import('@google-cloud/storage'))
  return new sdk.Storage({
    // All that is asked for may be asked for twice: names are written once, and copies are the same again.
    retryOptions: {
      maxRetries: 5,
      idempotencyStrategy: sdk.IdempotencyStrategy.RetryAlways,
      // A service that is being started again refuses connections; the SDK takes that for final.
      retryableErrorFn: (error) => isRefused(error) || sdk.RETRYABLE_ERR_FN_DEFAULT(error),
    },
    ...(projectId !== undefined && { projectId }),
    ...(apiEndpoint !== undefined && { apiEndpoint }),
  })
}

/** The SDK puts the code of a network error here or there. */
function isRefused({ code, errors = [] }: cloudStorage.ApiError): boolean {
  return [code, ...errors.map(({ reason }) => reason)].some((reason) => String(reason) === 'ECONNREFUSED')
}

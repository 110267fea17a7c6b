import { type ErrorCode, isHeadwaterError } from '../errors/index.ts'
import type { Described } from '../define/described.ts'

/** Errors that trying again cannot mend. */
const permanent: ReadonlySet<ErrorCode> = new Set([
  'VALUE_REFUSED',
  'CHECK_BLOCKED',
  'LEASE_LOST',
  'INPUT_MOVED',
  'RESOURCE_CONFIG',
  'DISK_FULL',
  'PACKAGE_MISSING',
  'RANGE_KEY_MISSING',
  'RANGE_KEY_UNEXPECTED',
  'OUTPUT_MISSING',
  'VALUE_UNSTORABLE',
  'WRITE_MODE_UNSUPPORTED',
  'TABLE_NAME_TOO_LONG',
  'BUCKET_MISSING',
  'OBJECT_EXISTS',
  'OBJECT_STORE_DENIED',
  'POSTGRES_REFUSED',
  'POSTGRES_TLS_FAILED',
  'POSTGRES_URL_INVALID',
  'BIGQUERY_ACCESS_DENIED',
  'BIGQUERY_DATASET_MISSING',
  'BIGQUERY_LOGIN_MISSING',
  'INTERNAL',
])

const firstWaitMs = 1000

/** Milliseconds to wait before the next attempt; undefined when there is none. Half of the wait is jitter. */
export function waitBeforeRetry(retry: Described['retry'], attempt: number, error: unknown): number | undefined {
  if (!retry || attempt >= retry.attempts) return undefined
  if (isHeadwaterError(error) && permanent.has(error.code)) return undefined
  const full = retry.backoff === 'constant' ? firstWaitMs : firstWaitMs * 2 ** (attempt - 1)
  return full / 2 + (full / 2) * Math.random()
}

import { fail, HeadwaterError, isHeadwaterError } from '@headwater/core/io'

/** What BigQuery said of a request or a job that failed. */
export interface Refusal {
  /** Google's word for the cause: https://cloud.google.com/bigquery/docs/error-messages */
  readonly reason: string
  readonly message: string
  /** The status of the reply, or the code of a network error. */
  readonly status?: number | string | undefined
}

/** Reads what the client threw. */
export function refusalOf(thrown: unknown): Refusal {
  const error = thrown as {
    readonly code?: number | string
    readonly message?: string
    readonly errors?: readonly { readonly reason?: string; readonly message?: string }[]
  }
  const [first] = error.errors ?? []
  const message = first?.message ?? error.message ?? String(thrown)
  return { reason: first?.reason ?? '', message, status: error.code }
}

const passing =
  /^(?:backendError|internalError|jobBackendError|jobInternalError|rateLimitExceeded|jobRateLimitExceeded)$/
const networkErrors =
  /^(?:ECONNRESET|ECONNREFUSED|ETIMEDOUT|EPIPE|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_STREAM_PREMATURE_CLOSE)$/

/** Whether the same request may well succeed in a moment. */
export function isPassing({ reason, message, status }: Refusal): boolean {
  if (typeof status === 'string' && networkErrors.test(status)) return true
  if (/socket hang up|network socket disconnected/i.test(message)) return true
  return passing.test(reason) || status === 429 || (typeof status === 'number' && status >= 500 && status !== 501)
}

/**
 * Whether a transaction was undone only because it met another one
 * (https://cloud.google.com/bigquery/docs/transactions#transaction_concurrency).
 */
export function isConflict({ message }: Refusal): boolean {
  return /aborted due to concurrent update|Could not serialize access/i.test(message)
}

/** A request or job that failed for good. */
export interface Failure {
  /** What was wanted, as the subject of the message: `the query job`. */
  readonly what: string
  readonly jobId?: string | undefined
  readonly dataset: string
  readonly refusal: Refusal
  readonly cause?: unknown
}

/** Throws the BIGQUERY_ code that fits, in the words of the service, with its reason and the id of the job. */
export function failBigQuery({ what, jobId, dataset, refusal, cause }: Failure): never {
  // The client could not even be loaded.
  if (isHeadwaterError(cause)) throw cause
  const { reason, message: words, status } = refusal
  const job = jobId === undefined ? '' : ` \`${jobId}\``
  const code = reason || status === undefined ? reason : String(status)
  const message = `BigQuery refused ${what}${job}${code ? ` (${code})` : ''}: ${words}`
  const details = { message, cause: cause ?? new Error(words) }
  if (status === 401 || reason === 'authError' || /default credentials|invalid_grant|invalid_rapt/i.test(words)) {
    const hint = 'Log in by `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS.'
    return fail('BIGQUERY_LOGIN_MISSING', { ...details, hint })
  }
  if (/Not found: (?:Dataset|Project)/.test(words)) {
    const hint = `Make the dataset (bq mk --dataset ${dataset}), or mend \`dataset\`, \`projectId\` and \`location\`: it is found only in its own location.`
    return fail('BIGQUERY_DATASET_MISSING', { ...details, hint })
  }
  if (/^(?:quotaExceeded|billingTierLimitExceeded|responseTooLarge|resourcesExceeded)$/.test(reason)) {
    const hint =
      'Nothing was changed. Wait for the quota to renew, or have it raised: console.cloud.google.com/iam-admin/quotas'
    return fail('BIGQUERY_QUOTA_EXCEEDED', { ...details, hint })
  }
  if (reason === 'accessDenied' || reason === 'billingNotEnabled' || status === 403) {
    const hint = `Give this account the roles BigQuery Job User on the project and BigQuery Data Editor on dataset \`${dataset}\`.`
    return fail('BIGQUERY_ACCESS_DENIED', { ...details, hint })
  }
  if (isPassing(refusal) || isConflict(refusal) || status === 'ENOTFOUND') {
    const hint =
      'It was tried again for a while, in vain. Nothing was changed; run again, and look at status.cloud.google.com.'
    return fail('BIGQUERY_UNAVAILABLE', { ...details, hint })
  }
  return fail('BIGQUERY_JOB_FAILED', {
    ...details,
    hint: 'The words are those of BigQuery; `bq show -j` has more of a job.',
  })
}

/** The error of a run that another one has overtaken: see `Store.publish`. */
export function leaseLost(
  asset: string,
  attempt: { readonly id: string; readonly token: number },
  seen: string,
): HeadwaterError {
  return new HeadwaterError('LEASE_LOST', {
    message: `attempt \`${attempt.id}\` may no longer publish to \`${asset}\`: its token is ${attempt.token}, and the store has seen ${seen}`,
    hint: 'Another run has taken over. Nothing was changed; materialize again if that run does not do it.',
    asset,
  })
}

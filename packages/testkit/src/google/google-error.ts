/** A refusal, as Google's REST services word it. Thrown by routes, turned into a reply by the server. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError'
  readonly status: number
  /** Google's word for the cause, such as `notFound`, which clients branch on. */
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

/** The body of an error reply (https://cloud.google.com/bigquery/docs/error-messages, "error table"). */
export function errorBody({ status, reason, message }: GoogleError): object {
  return { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } }
}

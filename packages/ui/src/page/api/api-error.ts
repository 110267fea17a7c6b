import type { ErrorBody } from '../../contract/words.ts'

/** What the server answered instead of what was asked for, with the code and the hint of the library. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly at: ErrorBody['at']
  /** Whether the server would answer who gives it the token. */
  readonly asksToken: boolean

  constructor(
    body: Pick<ErrorBody, 'status' | 'code' | 'detail' | 'hint' | 'at'>,
    { asksToken = false, ...options }: ErrorOptions & { readonly asksToken?: boolean } = {},
  ) {
    super(body.detail, options)
    this.status = body.status
    this.code = body.code
    this.hint = body.hint
    this.at = body.at
    this.asksToken = asksToken
  }

  /** Whether asking again later may help: the server is away or busy. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502
  }

  static async of(response: Response): Promise<ApiError> {
    const body = (await response.json().catch(() => ({}))) as Partial<ErrorBody>
    const {
      code = `HTTP_${response.status}`,
      detail = response.statusText || 'The server gave no answer.',
      hint,
      at,
    } = body
    const asksToken = response.headers.has('WWW-Authenticate')
    return new ApiError({ status: response.status, code, detail, hint, at }, { asksToken })
  }

  static unreachable(cause: unknown): ApiError {
    const detail = 'The server does not answer.'
    const hint = 'Is `headwater ui` still running? The page goes on by itself once it is.'
    return new ApiError({ status: 0, code: 'UNREACHABLE', detail, hint }, { cause })
  }
}

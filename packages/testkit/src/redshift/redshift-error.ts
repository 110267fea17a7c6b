/** What a statement is refused with: the fields of an ErrorResponse that Redshift fills. */
export interface RefusalDetails {
  /** Default: `XX000`, which Redshift gives to all that is its own. */
  readonly state?: string | undefined
  readonly detail?: string | undefined
}

/** Thrown where a statement is refused; what is thrown becomes the ErrorResponse that the client gets. */
export class RedshiftError extends Error {
  readonly state: string
  readonly detail: string | undefined

  constructor(message: string, { state = 'XX000', detail }: RefusalDetails = {}) {
    super(message)
    this.name = 'RedshiftError'
    this.state = state
    this.detail = detail
  }
}

/** Refuses what Redshift's grammar does not have. */
export function syntaxError(near: string): RedshiftError {
  return new RedshiftError(`syntax error at or near "${near}"`, { state: '42601' })
}

/** Refuses what Redshift has and this emulator has not, so that a test never takes silence for success. */
export function notEmulated(what: string): RedshiftError {
  return new RedshiftError(`the emulator of Redshift does not have ${what}`, { state: '0A000' })
}

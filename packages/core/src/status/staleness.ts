/** Why one partition is not what a new run would make. */
export interface Staleness {
  readonly reason:
    | 'missing'
    | 'failed before'
    | 'was open'
    | 'still open'
    | 'code changed'
    | 'code version unknown'
    | 'deps changed'
    | 'store changed'
    | 'upstream changed'
  readonly detail?: string | undefined
}

/** A code version that is not known, as it is written: it equals nothing, not even itself. */
const unknownMark = 'unknown: '

/** Why a code version is not known; undefined when it is. */
export function unknownCause(codeVersion: string): string | undefined {
  return codeVersion.startsWith(unknownMark) ? codeVersion.slice(unknownMark.length) : undefined
}

/** A staleness in words. */
export function wordsOf({ reason, detail }: Staleness): string {
  return detail === undefined ? reason : `${reason}: ${detail}`
}

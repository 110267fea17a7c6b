import type { Clock } from '../base/clock.ts'
import { HeadwaterError } from '../errors/index.ts'

export interface Deadline {
  /** Ends the work with its reason. */
  readonly signal: AbortSignal
  /** Absent: no limit. */
  readonly timeoutMs: number | undefined
  readonly clock: Clock
  /** What takes so long, for the error. */
  readonly what: string
}

/**
 * Runs work until the signal is aborted or its time is up: then it rejects at once, with the signal's reason or with
 * STEP_TIMEOUT, whatever the work itself makes of that. Work that ignores its signal is left behind; whoever wrote it
 * sees to it that nothing comes of what it still does.
 */
export async function withDeadline<T>(deadline: Deadline, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, timeoutMs, clock, what } = deadline
  signal.throwIfAborted()
  if (timeoutMs === undefined) return untilAborted(signal, work)
  const settled = new AbortController()
  try {
    return await untilAborted(AbortSignal.any([signal, expiring(settled.signal, timeoutMs, { clock, what })]), work)
  } finally {
    // A reason of our own: making the default one, with its stack, costs more than all of the above.
    settled.abort('the work was settled')
  }
}

function untilAborted<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    const settled = (): void => signal.removeEventListener('abort', stop)
    signal.addEventListener('abort', stop)
    work(signal)
      .then(resolve, (error: unknown) => reject(signal.aborted ? signal.reason : error))
      .then(settled)
  })
}

/** A signal that is aborted when the time is up, unless `settled` is before that. */
function expiring(
  settled: AbortSignal,
  timeoutMs: number,
  { clock, what }: Pick<Deadline, 'clock' | 'what'>,
): AbortSignal {
  const controller = new AbortController()
  const expire = (): void =>
    controller.abort(
      new HeadwaterError('STEP_TIMEOUT', {
        message: `${what} took longer than its timeout of ${timeoutMs} ms`,
        hint: 'Hand `context.signal` to what it waits for, or raise `timeoutMs`.',
      }),
    )
  // It only rejects when the work was settled first.
  clock.sleep(timeoutMs, settled).then(expire, () => undefined)
  return controller.signal
}

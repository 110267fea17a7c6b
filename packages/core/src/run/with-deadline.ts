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
  const settled = new AbortController()
  const own =
    timeoutMs === undefined ? signal : AbortSignal.any([signal, expiring(settled.signal, timeoutMs, { clock, what })])
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(own.reason as Error)
    own.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work(own), aborted])
  } catch (error) {
    throw own.aborted ? own.reason : error
  } finally {
    own.removeEventListener('abort', stop)
    // A reason of our own: making the default one, with its stack, costs more than all of the above.
    settled.abort(workSettled)
  }
}

const workSettled = 'the work was settled'

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

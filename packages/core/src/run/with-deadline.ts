import type { Clock } from '../base/clock.ts'
import { HeadwaterError } from '../errors/index.ts'

/**
 * Runs work that is aborted by the run's signal, or when its time is up. Work that ignores its signal is left behind:
 * the promise rejects at once, and what it still does is never published.
 */
export async function withDeadline<T>(of: { readonly signal: AbortSignal; readonly timeoutMs: number | undefined; readonly clock: Clock; readonly what: string }, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, timeoutMs, clock, what } = of
  signal.throwIfAborted()
  const deadline = new AbortController()
  const own = AbortSignal.any([signal, deadline.signal])
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    own.addEventListener('abort', () => reject(own.reason as Error), { once: true, signal: settled.signal })
  })
  if (timeoutMs !== undefined) {
    const expired = new HeadwaterError('STEP_TIMEOUT', { message: `${what} took longer than its timeout of ${timeoutMs} ms`, hint: 'Hand `context.signal` to what it waits for, or raise `timeoutMs`.' })
    clock.sleep(timeoutMs, settled.signal).then(() => deadline.abort(expired), () => undefined)
  }
  try {
    return await Promise.race([work(own), aborted])
  } finally {
    settled.abort()
  }
}

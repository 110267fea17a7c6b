import { setTimeout as wait } from 'node:timers/promises'
import { isConnectionFault } from '../postgres/connection-errors.ts'

const longestPauseMs = 1000

/**
 * Does what needs the server, again and again for so many milliseconds while that cannot be reached. The pauses grow and are
 * random, so that many processes do not come all at once.
 */
export async function patiently<T>(limitMs: number, action: () => Promise<T>): Promise<T> {
  const start = performance.now()
  for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await action()
    } catch (thrown) {
      if (!isConnectionFault(thrown) || performance.now() - start > limitMs) throw thrown
    }
    await wait(pauseMs * (0.5 + Math.random()))
  }
}

/** An address that is wrong is wrong after three seconds, */
export const openingMs = 3000
/** but a server that was there before may be restarting. */
export const openMs = 30_000

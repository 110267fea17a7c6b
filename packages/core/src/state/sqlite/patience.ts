import { setTimeout as wait } from 'node:timers/promises'
import { isBusy } from './sqlite-error.ts'

const longestPauseMs = 50

/**
 * Does what another process may be in the way of, again and again for at most `limitMs`. The pauses grow and are
 * random, so that several processes do not keep meeting; they leave the event loop free.
 */
export async function patiently<T>(limitMs: number, action: () => T): Promise<T> {
  const start = performance.now()
  for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return action()
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() - start > limitMs) throw thrown
    }
    await wait(pauseMs * (0.5 + Math.random()))
  }
}

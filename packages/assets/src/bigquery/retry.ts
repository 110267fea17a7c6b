import { setTimeout as sleep } from 'node:timers/promises'

/** How often something is tried in all while the service is busy or not to be reached: for about 8 seconds. */
export const maxTries = 6

/** How often a transaction is tried in all that meets others. */
export const maxTransactionTries = 20

/** Waits before another try: 0.25, 0.5, 1, 2, 4, 4... seconds at most, half of that at least, so that none march in step. */
export async function pauseBefore(retry: number): Promise<void> {
  await sleep(Math.min(250 * 2 ** (retry - 1), 4000) * (0.5 + Math.random() / 2))
}

/**
 * What some work comes to; throws ETIMEDOUT when that takes longer. For the clients of Google, which wait for ever on a
 * connection that is lost without a word: their option `timeout` goes to node-fetch, which has none since its version 3.
 */
export async function inTime<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(lateReply(limitMs)), limitMs)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** What says that nobody answered for so long. */
export function lateReply(limitMs: number): Error {
  const message = `no reply came within ${Math.round(limitMs / 1000)} seconds`
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' })
}

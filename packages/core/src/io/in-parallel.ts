/**
 * Works on all items, at most `limit` at a time, and answers in their order. After a failure no further item is begun;
 * it is thrown once everything that had begun is over, so that the caller can clean up behind it.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>()
  const queue = items.entries()
  let failed = false
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failed) return
      try {
        results.set(index, await work(item))
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result)
}

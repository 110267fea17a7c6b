import { AsyncLocalStorage } from 'node:async_hooks'

/** How many uses of files are under way in a use and all that was begun within it, of whatever file. */
interface Uses {
  count: number
}

const current = new AsyncLocalStorage<Uses>()

/** Whether the caller runs within a use that has not ended: what it waits for must not wait for that use to end. */
export function withinUse(): boolean {
  return (current.getStore()?.count ?? 0) > 0
}

/** Runs work as a use, or as a part of the use that the caller runs within. */
export async function inUse<T>(work: () => Promise<T>): Promise<T> {
  const outer = current.getStore()
  const uses = outer && outer.count > 0 ? outer : { count: 0 }
  uses.count += 1
  try {
    return await current.run(uses, work)
  } finally {
    uses.count -= 1
  }
}

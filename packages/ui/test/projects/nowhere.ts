import type { IoManager } from '@headwater/core'

/** Keeps nothing, and gives the same value to every reader: what the pages show of these projects is what is recorded. */
export function nowhere(value: unknown): IoManager<unknown> {
  return { name: 'nowhere', write: async () => undefined, read: async () => value }
}

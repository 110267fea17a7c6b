import type { Address, IoManager } from '@headwater/core'

/** Values in memory, without a store: for tests that are about what is decided, not about how bytes are kept. */
export interface MemoryValues extends IoManager<unknown> {
  readonly values: Map<string, unknown>
}

export function memoryValues(values = new Map<string, unknown>()): MemoryValues {
  return {
    name: 'memoryValues',
    values,
    write: async (value, at) => void values.set(nameOf(at), structuredClone(value)),
    read: async (at) => {
      if (!values.has(nameOf(at))) throw new Error(`there is no ${nameOf(at)}`)
      return structuredClone(values.get(nameOf(at)))
    },
  }
}

function nameOf({ asset, partition }: Address): string {
  return partition === null ? asset : `${asset} ${partition}`
}

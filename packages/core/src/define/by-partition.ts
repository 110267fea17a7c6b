import { canonicalJson } from '../base/json.ts'
import type { PartitionKey } from '../partitions/index.ts'
import type { ByPartition } from './dep.ts'

/** Values by partition key, in the order given. Product keys are found by content. */
export function byPartition<V>(entries: readonly (readonly [PartitionKey, V])[]): ByPartition<PartitionKey, V> {
  const index = new Map(entries.map((entry) => [identity(entry[0]), entry]))
  return Object.freeze({
    size: index.size,
    get: (key: PartitionKey) => index.get(identity(key))?.[1],
    keys: function* () {
      for (const [key] of index.values()) yield key
    },
    values: function* () {
      for (const [, value] of index.values()) yield value
    },
    [Symbol.iterator]: () => index.values(),
  })
}

function identity(key: PartitionKey): string {
  return typeof key === 'string' ? key : canonicalJson(key)
}

import { checkKey } from './keys.ts'

/**
 * The ids of static and dynamic partition keys, one registry per project. A key gets its id at first sight; an id is
 * never reused, so that a key that is removed and added again is the same partition.
 */
export interface KeyIds {
  readonly idOf: (key: string) => number | undefined
  readonly keyOf: (id: number) => string | undefined
  /** The keys that a dynamic dimension has now, in the order in which they were added. */
  readonly keysOf: (dynamicName: string) => readonly string[]
}

/** A registry in memory. Adding what is there changes nothing. */
export interface MemoryKeyIds extends KeyIds {
  readonly add: (keys: Iterable<string>) => void
  readonly addDynamic: (name: string, keys: Iterable<string>) => void
  readonly removeDynamic: (name: string, keys: Iterable<string>) => void
}

/** An empty registry in memory. Its methods throw PARTITIONS_INVALID for a key that no partition can have. */
export function memoryKeyIds(): MemoryKeyIds {
  const keys: string[] = []
  const ids = new Map<string, number>()
  const dynamic = new Map<string, readonly string[]>()
  const keysOf = (name: string): readonly string[] => dynamic.get(name) ?? []

  function add(added: Iterable<string>): void {
    for (const key of added) {
      checkKey(key)
      if (!ids.has(key)) ids.set(key, keys.push(key) - 1)
    }
  }
  function addDynamic(name: string, added: Iterable<string>): void {
    const wanted = [...added]
    add(wanted)
    dynamic.set(name, [...new Set([...keysOf(name), ...wanted])])
  }
  function removeDynamic(name: string, removed: Iterable<string>): void {
    const gone = new Set(removed)
    dynamic.set(
      name,
      keysOf(name).filter((key) => !gone.has(key)),
    )
  }
  return { idOf: (key) => ids.get(key), keyOf: (id) => keys[id], keysOf, add, addDynamic, removeDynamic }
}

import type { KeyIds } from '../partitions/index.ts'

/** The ids that a log gave to keys, in memory. */
export class KeyRegistry {
  readonly #ids = new Map<string, number>()
  readonly #keys = new Map<number, string>()
  #lastId = 0

  /** The highest id that was given; 0 when none was. */
  get lastId(): number {
    return this.#lastId
  }

  has(key: string): boolean {
    return this.#ids.has(key)
  }

  set(id: number, key: string): void {
    this.#ids.set(key, id)
    this.#keys.set(id, key)
    this.#lastId = id
  }

  /** Gives the next ids to those keys that have none. */
  add(keys: Iterable<string>): void {
    for (const key of keys) if (!this.has(key)) this.set(this.#lastId + 1, key)
  }

  /** Answers from this registry, where ids never change, and with the dynamic keys that are given. */
  withDynamic(keys: ReadonlyMap<string, readonly string[]>): KeyIds {
    return {
      idOf: (key) => this.#ids.get(key),
      keyOf: (id) => this.#keys.get(id),
      keysOf: (dynamicName) => keys.get(dynamicName) ?? [],
    }
  }
}

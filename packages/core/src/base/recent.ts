/** Values that were read or made lately: what is not asked for while as many others come is forgotten. */
export class Recent<T> {
  /** So many are kept at least, and twice as many at most. */
  readonly #kept: number
  #young = new Map<string, T>()
  #old: ReadonlyMap<string, T> = new Map()

  constructor(kept: number) {
    this.#kept = kept
  }

  get(name: string): T | undefined {
    const young = this.#young.get(name)
    if (young !== undefined) return young
    const old = this.#old.get(name)
    if (old !== undefined) this.set(name, old)
    return old
  }

  set(name: string, value: T): void {
    this.#young.set(name, value)
    if (this.#young.size < this.#kept) return
    this.#old = this.#young
    this.#young = new Map()
  }
}

import type { Row } from './row.ts'

/** So many rows are kept at least, and twice as many at most. */
const kept = 20_000

/** Rows that were read or made lately: what is not asked for while as many others come is forgotten. */
export class RowCache {
  #young = new Map<string, Row>()
  #old: ReadonlyMap<string, Row> = new Map()

  get(name: string): Row | undefined {
    const young = this.#young.get(name)
    if (young) return young
    const old = this.#old.get(name)
    if (old) this.set(name, old)
    return old
  }

  set(name: string, row: Row): void {
    this.#young.set(name, row)
    if (this.#young.size < kept) return
    this.#old = this.#young
    this.#young = new Map()
  }
}

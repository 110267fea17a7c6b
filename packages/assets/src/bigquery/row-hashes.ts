import { digest } from '@headwater/core/io'
import { hash } from 'node:crypto'

/** A cell as it is staged. */
export type StagedCell = string | number | bigint | boolean | null

/**
 * The data version of the rows of one partition: `bigquery:1:<columns>:<rows>:<sum>:<sum>`. The sums, never XOR, are of the
 * two halves of 128 bits of SHA-256 over the cells of a row. The row's number is one of them, because readers see the order
 * of rows: the same rows in another order are another value.
 *
 * It is computed from the rows while they are staged, not in BigQuery, where it would be a scan that is paid for.
 */
export class RowHashes {
  readonly #tag: string
  /** The columns by their names: the version does not depend on their order. */
  readonly #order: readonly number[]
  #rows = 0
  #forward = 0n
  #backward = 0n

  constructor(columns: readonly { readonly name: string; readonly kind: string }[]) {
    const named = [...columns.entries()].toSorted(([, a], [, b]) => (a.name < b.name ? -1 : 1))
    this.#order = named.map(([index]) => index)
    this.#tag = `bigquery:1:${digest(JSON.stringify(named.map(([, { name, kind }]) => [name, kind]))).slice(0, 8)}`
  }

  /** Adds the next row of the partition, which is the one at an index of columns of cells. */
  add(cells: readonly (readonly StagedCell[])[], index: number): void {
    let text = String(this.#rows)
    for (const column of this.#order) text += `,${canonical(cells[column]?.[index] ?? null)}`
    const bytes = hash('sha256', text, 'buffer')
    this.#rows += 1
    this.#forward = BigInt.asUintN(64, this.#forward + bytes.readBigUInt64BE(0))
    this.#backward = BigInt.asUintN(64, this.#backward + bytes.readBigUInt64BE(8))
  }

  get version(): { readonly rows: number; readonly dataVersion: string } {
    return { rows: this.#rows, dataVersion: [this.#tag, this.#rows, this.#forward, this.#backward].join(':') }
  }
}

/** Text that two cells share only when they are the same. */
function canonical(cell: StagedCell): string {
  if (cell === null) return 'null'
  switch (typeof cell) {
    case 'string':
      return JSON.stringify(cell)
    case 'bigint':
      return `${cell}n`
    case 'number':
      return Object.is(cell, -0) ? '-0' : String(cell)
    case 'boolean':
      return String(cell)
  }
}

import { emptyBits, setBit } from './bits.ts'

/** Which cells are there, neither null nor undefined. Undefined where all are. */
export function validityOf(cells: readonly unknown[]): Uint8Array | undefined {
  let bits: Uint8Array | undefined
  for (let row = 0; row < cells.length; row++) {
    const isMissing = cells[row] === null || cells[row] === undefined
    if (isMissing && !bits) {
      bits = emptyBits(cells.length)
      for (let before = 0; before < row; before++) setBit(bits, before)
    }
    if (!isMissing && bits) setBit(bits, row)
  }
  return bits
}

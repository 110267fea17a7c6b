/** Bitmaps as Arrow and Parquet have them: the lowest bit of each byte first. */

export function emptyBits(length: number): Uint8Array {
  return new Uint8Array((length + 7) >> 3)
}

export function hasBit(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1
}

export function setBit(bits: Uint8Array, index: number): void {
  bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7))
}

/** The bits from `start` up to `end`: the same memory where they begin with a byte. */
export function sliceBits(bits: Uint8Array, start: number, end: number): Uint8Array {
  const first = start >> 3
  const shift = start & 7
  if (shift === 0) return bits.subarray(first, (end + 7) >> 3)
  const sliced = emptyBits(end - start)
  for (let at = 0; at < sliced.length; at++) {
    sliced[at] = ((bits[first + at] ?? 0) >> shift) | ((bits[first + at + 1] ?? 0) << (8 - shift))
  }
  return sliced
}

/** How many of the first `length` bits are set. */
export function countBits(bits: Uint8Array, length: number): number {
  let count = 0
  for (let at = 0; at < length >> 3; at++) count += bitsOfByte[bits[at] ?? 0] ?? 0
  for (let index = length & ~7; index < length; index++) if (hasBit(bits, index)) count += 1
  return count
}

const bitsOfByte = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1
  return count
})

/** Rows are sent in pieces of about this size. */
const pieceBytes = 128 * 1024
/** Few rows are larger. */
const rowBytes = 16 * 1024

/** Collects rows in PostgreSQL's binary form, whose numbers are big-endian, and gives them away in pieces. */
export class RowBytes {
  readonly #size: number
  #bytes: Buffer
  #view: DataView
  #at = 0

  /** `size` bytes are expected in a piece, or somewhat more. */
  constructor(size: number = pieceBytes + rowBytes) {
    this.#size = size
    this.#bytes = Buffer.allocUnsafe(size)
    this.#view = viewOf(this.#bytes)
  }

  /** Whether there is enough for a piece. */
  get isFull(): boolean {
    return this.#at >= pieceBytes
  }

  /** What was written since the last piece. */
  takePiece(): Buffer {
    const piece = this.#bytes.subarray(0, this.#at)
    this.#bytes = Buffer.allocUnsafe(this.#size)
    this.#view = viewOf(this.#bytes)
    this.#at = 0
    return piece
  }

  int16(value: number): void {
    this.#reserve(2)
    this.#view.setInt16(this.#at, value)
    this.#at += 2
  }

  int32(value: number): void {
    this.#reserve(4)
    this.#view.setInt32(this.#at, value)
    this.#at += 4
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#at++] = value
  }

  /** A number of 64 bits with its length before it. */
  float64Cell(value: number): void {
    this.#reserve(12)
    this.#view.setInt32(this.#at, 8)
    this.#view.setFloat64(this.#at + 4, value)
    this.#at += 12
  }

  /** A whole number within 2^53 with its length before it: by halves, since making a bigint of it takes longer. */
  int64CellOfNumber(value: number): void {
    this.#reserve(12)
    this.#view.setInt32(this.#at, 8)
    this.#view.setInt32(this.#at + 4, Math.floor(value / 2 ** 32))
    this.#view.setUint32(this.#at + 8, value >>> 0)
    this.#at += 12
  }

  /** A whole number with its length before it. */
  int64Cell(value: bigint): void {
    this.#reserve(12)
    this.#view.setInt32(this.#at, 8)
    this.#view.setBigInt64(this.#at + 4, value)
    this.#at += 12
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.byteLength)
    this.#bytes.set(value, this.#at)
    this.#at += value.byteLength
  }

  /** Well-formed text with its length before it. False, and nothing written, where it is not, or has a NUL. */
  text(value: string): boolean {
    return this.#asciiText(value) || this.#anyText(value)
  }

  /** Short ASCII, which most text is: calling the encoder would take longer. */
  #asciiText(value: string): boolean {
    const { length } = value
    if (length > 64) return false
    this.#reserve(4 + length)
    const start = this.#at + 4
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index)
      if (code === 0 || code > 127) return false
      this.#bytes[start + index] = code
    }
    this.#view.setInt32(this.#at, length)
    this.#at = start + length
    return true
  }

  #anyText(value: string): boolean {
    if (!value.isWellFormed() || value.includes('\0')) return false
    this.#reserve(4 + value.length * 3)
    const length = this.#bytes.write(value, this.#at + 4)
    this.#view.setInt32(this.#at, length)
    this.#at += 4 + length
    return true
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#bytes.byteLength) return
    const grown = Buffer.allocUnsafe(Math.max(2 * this.#bytes.byteLength, this.#at + count))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
    this.#view = viewOf(grown)
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

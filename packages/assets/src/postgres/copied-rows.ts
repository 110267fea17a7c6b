/** Bytes of rows, as numbers and as text. */
export interface RowsBytes {
  readonly buffer: Buffer
  readonly view: DataView
}

/** The length of signature, flags and an empty extension: https://www.postgresql.org/docs/current/sql-copy.html */
const headerBytes = 19

/**
 * Calls `visit` with every row that binary COPY gives, at the place of its first cell: a length, and so many bytes; and
 * `afterPiece` when all rows are visited that have come so far.
 */
export async function visitRows(
  pieces: AsyncIterable<Buffer>,
  visit: (bytes: RowsBytes, at: number) => void,
  afterPiece?: () => Promise<void>,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  let skip = headerBytes
  for await (const piece of pieces) {
    const buffer = rest.byteLength === 0 ? piece : Buffer.concat([rest, piece])
    const bytes = { buffer, view: new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength) }
    let at = Math.min(skip, buffer.byteLength)
    skip -= at
    for (let end = endOfRow(bytes, at); end !== undefined; end = endOfRow(bytes, at)) {
      visit(bytes, at + 2)
      at = end
    }
    rest = buffer.subarray(at)
    await afterPiece?.()
  }
}

/** Where the row ends that begins here; undefined when it is not there as a whole. The trailer is no row. */
function endOfRow({ view }: RowsBytes, start: number): number | undefined {
  const { byteLength } = view
  if (start + 2 > byteLength) return undefined
  const count = view.getInt16(start)
  if (count < 0) return undefined
  let at = start + 2
  for (let index = 0; index < count; index++) {
    if (at + 4 > byteLength) return undefined
    at += 4 + Math.max(0, view.getInt32(at))
  }
  return at <= byteLength ? at : undefined
}

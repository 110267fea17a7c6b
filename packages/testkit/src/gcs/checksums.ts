import { createHash } from 'node:crypto'

/** What GCS tells about content, so that clients can check what arrived: both base64. */
export interface Checksums {
  /** The four bytes of CRC-32C (RFC 3720, appendix B.4), highest first. */
  readonly crc32c: string
  readonly md5Hash: string
}

export function checksumsOf(content: Buffer): Checksums {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32c(content))
  return { crc32c: bytes.toString('base64'), md5Hash: createHash('md5').update(content).digest('base64') }
}

/** The Castagnoli polynomial, bits reversed. */
const polynomial = 0x82f63b78

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1
  return remainder
})

function crc32c(content: Buffer): number {
  let sum = 0xffffffff
  for (const byte of content) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
  return (sum ^ 0xffffffff) >>> 0
}

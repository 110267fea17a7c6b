import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** The checksums that the server knows, by header: base64 of the bytes, the highest first. CRC-64/NVME is not among them. */
export const checksums: { readonly [header: string]: (content: Buffer) => string } = {
  'x-amz-checksum-crc32': (content) => base64(crc32(content)),
  'x-amz-checksum-crc32c': (content) => base64(crc32c(content)),
  'x-amz-checksum-sha1': (content) => createHash('sha1').update(content).digest('base64'),
  'x-amz-checksum-sha256': (content) => createHash('sha256').update(content).digest('base64'),
}

/** What an ETag is made of. */
export function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('hex')
}

function base64(checksum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(checksum)
  return bytes.toString('base64')
}

/** CRC-32C, the polynomial of Castagnoli (RFC 3720, appendix B.4), mirrored. */
const polynomial = 0x82f63b78

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ polynomial : rest >>> 1
  return rest
})

function crc32c(content: Buffer): number {
  let rest = 0xffffffff
  for (const byte of content) rest = (table[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8)
  return (rest ^ 0xffffffff) >>> 0
}

import { pipeline, type Transform } from 'node:stream'
import { createGunzip, createGzip, createZstdCompress, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { contentVersion, digester, type Encoded, type ObjectFormat } from '@headwater/core/io'
import { expandFrames } from './expand-frames.ts'
import { bytesOfFile, type StreamedFormat } from './text-pieces.ts'

/**
 * The format with the compression that the end of a path asks for: `.gz` is gzip, `.zst` Zstandard, both of node:zlib at
 * their default levels. Without such an end it is the format itself.
 *
 * The data version is that of the content before it is compressed: it does not change with the compression, or with how
 * another release of zlib compresses. Files of several gzip members or Zstandard frames can be read.
 */
export function compressedFormat(format: ObjectFormat | StreamedFormat, path: string | undefined): ObjectFormat {
  const [ending, compression] = Object.entries(compressions).find(([ending]) => path?.endsWith(`.${ending}`)) ?? []
  if (!compression) return format
  return {
    name: `${format.name} in ${compression.name}`,
    extension: `${format.extension}.${ending}`,
    encode: async (value, at) => compress(await format.encode(value, at), compression),
    decode: (content, about) => format.decode(compression.expand(content), about),
    ...('decodeStream' in format && {
      decodePieces: (file, about) => format.decodeStream(compression.expandStream(bytesOfFile(file)), about),
    }),
  }
}

interface Compression {
  readonly name: string
  readonly compressor: () => Transform
  readonly expand: (content: Buffer) => Buffer
  readonly expandStream: (content: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>
}

/** Pieces that come out of a decompressor. */
const chunkSize = 1 << 18

const compressions: { readonly [ending: string]: Compression } = {
  gz: {
    name: 'gzip',
    compressor: () => createGzip(),
    expand: (content) => gunzipSync(content),
    // What fails in the pieces comes out of the decompressor too: the callback has nothing left to tell.
    expandStream: (content) => pipeline(content, createGunzip({ chunkSize }), () => {}),
  },
  zst: {
    name: 'Zstandard',
    compressor: () => createZstdCompress(),
    expand: expandZstandard,
    expandStream: expandFrames,
  },
}

/** Node.js stops after the first frame without a word, and tells how many bytes that took. */
function expandZstandard(content: Buffer): Buffer {
  const frames: Buffer[] = []
  let at = 0
  do {
    const { buffer, engine } = expandFrame(content.subarray(at))
    frames.push(buffer)
    at += engine.bytesWritten
  } while (at < content.length)
  return Buffer.concat(frames)
}

/** The types of Node.js leave out what `info` does (nodejs.org/api/zlib.html, class ZstdOptions). */
function expandFrame(content: Buffer): { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } } {
  return zstdDecompressSync(content, { info: true }) as never
}

function compress({ content, ended, ...about }: Encoded, { compressor }: Compression): Encoded {
  const raw = digester()
  const pieces = async function* () {
    for await (const piece of content) {
      raw.update(piece)
      yield piece
    }
  }
  return {
    // What fails in the pieces comes out of the compressor too: the callback has nothing left to tell.
    content: pipeline(pieces, compressor(), () => {}),
    ended: () => {
      const known = ended?.() ?? about
      return { ...known, dataVersion: known.dataVersion ?? contentVersion(raw.end(), known.notes) }
    },
  }
}

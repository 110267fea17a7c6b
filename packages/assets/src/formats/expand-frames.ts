import { once } from 'node:events'
import { createZstdDecompress, type ZstdDecompress } from 'node:zlib'

/** Pieces that come out. */
const chunkSize = 1 << 18

/**
 * Expands Zstandard content of one frame or several. Node.js leaves out, without a word, what lies behind the end of a frame
 * in the piece that it was given; how many bytes it took tells that there is more.
 */
export async function* expandFrames(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder = openDecoder()
  try {
    for await (const piece of content) {
      for (let rest = piece; rest.byteLength > 0; ) {
        const before = decoder.bytesWritten
        yield* outputOf(decoder, written(decoder, rest))
        rest = rest.subarray(decoder.bytesWritten - before)
        if (rest.byteLength === 0) break
        decoder.destroy()
        decoder = openDecoder()
      }
    }
    const ended = once(decoder, 'end')
    decoder.end()
    yield* outputOf(decoder, ended)
  } finally {
    decoder.destroy()
  }
}

function openDecoder(): ZstdDecompress {
  const decoder = createZstdDecompress({ chunkSize })
  // Whoever waits for it listens too; an error while nobody does would end the process.
  decoder.on('error', () => {})
  return decoder
}

function written(decoder: ZstdDecompress, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    // What it cannot expand it does not take: the callback is never called then.
    decoder.once('error', reject)
    decoder.write(piece, () => {
      decoder.off('error', reject)
      resolve()
    })
  })
}

/** What comes out of a decoder until some work is over. */
async function* outputOf(decoder: ZstdDecompress, work: Promise<unknown>): AsyncGenerator<Uint8Array> {
  let isOver = false
  const over = work.finally(() => {
    isOver = true
  })
  over.catch(() => undefined)
  for (;;) {
    for (let piece = decoder.read(); piece !== null; piece = decoder.read()) yield piece
    if (isOver) break
    const readable = Promise.withResolvers<void>()
    decoder.once('readable', readable.resolve)
    await Promise.race([over, readable.promise])
    decoder.off('readable', readable.resolve)
  }
  await over
}

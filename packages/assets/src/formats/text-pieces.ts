import type { AboutContent, FileToRead, ObjectFormat } from '@headwater/core/io'
import { StringDecoder } from 'node:string_decoder'

/** A string can hold half a gigabyte; files may hold more, so that text is made and read in pieces of this length. */
const pieceLength = 1 << 20

/** As much of a file is asked for at once where all of it is wanted, piece by piece: over a network each takes its time. */
const askedBytes = 4 << 20

/** Rows in one batch of a stream of text, at least. */
export const rowsAtOnce = 16_384

/** A format that can be read from its start to its end, as it comes out of a decompressor. */
export interface StreamedFormat extends ObjectFormat {
  /** What it throws means that the bytes are not of this format. */
  readonly decodeStream: (content: AsyncIterable<Uint8Array>, about: AboutContent) => AsyncIterable<unknown>
}

/** A file from its start to its end. */
export async function* bytesOfFile(file: FileToRead): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.byteLength; at += askedBytes) yield file.slice(at, at + askedBytes)
}

/** Joins short texts to pieces of UTF-8. */
export function* utf8Pieces(texts: Iterable<string>): Iterable<Uint8Array> {
  let piece = ''
  for (const text of texts) {
    piece += text
    if (piece.length < pieceLength) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}

/** The lines of UTF-8 text, without their line feeds. A byte order mark in front is no part of the text. */
export function* linesOf(content: Buffer): Iterable<string> {
  const lines = new LineSplitter()
  for (let at = 0; at < content.length; at += pieceLength) yield* lines.add(content.subarray(at, at + pieceLength))
  yield* lines.end()
}

/** The same of text that comes in pieces: the lines that end in each. */
export async function* linesOfStream(content: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const lines = new LineSplitter()
  for await (const piece of content) yield lines.add(piece)
  yield lines.end()
}

/** Lists joined until each has so many members; the last has what is left. What a decompressor gives is short. */
export async function* joined<T>(lists: AsyncIterable<readonly T[]>, atLeast: number): AsyncGenerator<readonly T[]> {
  let waiting: T[] = []
  for await (const list of lists) {
    for (const member of list) waiting.push(member)
    if (waiting.length < atLeast) continue
    yield waiting
    waiting = []
  }
  if (waiting.length > 0) yield waiting
}

class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  #isBegun = false

  /** The lines that end in this piece. */
  add(piece: Uint8Array): readonly string[] {
    const lines = (this.#rest + this.#decode(piece)).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }

  /** What has no line feed behind it. */
  end(): readonly string[] {
    const rest = this.#rest + this.#decoder.end()
    return rest === '' ? [] : [rest]
  }

  #decode(piece: Uint8Array): string {
    const text = this.#decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    if (this.#isBegun || text === '') return text
    this.#isBegun = true
    return text.startsWith('\ufeff') ? text.slice(1) : text
  }
}

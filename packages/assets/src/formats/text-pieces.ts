import type { FileToRead } from '@headwater/core/io'
import { StringDecoder } from 'node:string_decoder'

/** A string can hold half a gigabyte; files may hold more, so that text is made and read in pieces of this length. */
const pieceLength = 1 << 20

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
  const decoder = new StringDecoder('utf8')
  const start = content.subarray(0, 3).equals(byteOrderMark) ? 3 : 0
  let rest = ''
  for (let at = start; at < content.length; at += pieceLength) {
    const lines = (rest + decoder.write(content.subarray(at, at + pieceLength))).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  rest += decoder.end()
  if (rest !== '') yield rest
}

/** The same of a file that is read piece by piece: the lines that end in each piece. */
export async function* linesOfFile(file: FileToRead): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8')
  const start = Buffer.from(await file.slice(0, 3)).equals(byteOrderMark) ? 3 : 0
  let rest = ''
  for (let at = start; at < file.byteLength; at += pieceLength) {
    const lines = (rest + decoder.write(Buffer.from(await file.slice(at, at + pieceLength)))).split('\n')
    rest = lines.pop() ?? ''
    yield lines
  }
  rest += decoder.end()
  if (rest !== '') yield [rest]
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

import { GoogleError } from './google-error.ts'

/** The two parts of an upload: metadata as JSON, then the content. */
export interface Upload {
  readonly metadata: unknown
  readonly contentType: string | undefined
  readonly content: Buffer
}

/** Reads a `multipart/related` body (RFC 2387) of exactly two parts. Throws 400 `badContent` for any other. */
export function readMultipart(contentType: string | undefined, body: Buffer): Upload {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '')
  const [metadata, media, ...more] = partsOf(body, boundary?.[1] ?? boundary?.[2] ?? '')
  if (!metadata || !media || more.length > 0) throw new GoogleError(400, 'badContent', 'Malformed multipart body.')
  return {
    metadata: JSON.parse(metadata.content.toString()),
    contentType: /^content-type:\s*(.+)$/im.exec(media.head)?.[1]?.trim(),
    content: media.content,
  }
}

interface Part {
  readonly head: string
  readonly content: Buffer
}

function partsOf(body: Buffer, boundary: string): readonly Part[] {
  if (boundary === '') return []
  const delimiter = Buffer.from(`--${boundary}`)
  const parts: Part[] = []
  for (let start = body.indexOf(delimiter); start >= 0; ) {
    const end = body.indexOf(delimiter, start + delimiter.length)
    if (end < 0) break
    // A part begins after the line of its delimiter, and ends before the line break of the next one.
    const part = body.subarray(start + delimiter.length, end - 2)
    const gap = part.indexOf('\r\n\r\n')
    if (gap >= 0) parts.push({ head: part.subarray(0, gap).toString(), content: part.subarray(gap + 4) })
    start = end
  }
  return parts
}

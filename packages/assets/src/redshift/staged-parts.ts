import { setImmediate as breathe } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { S3Bucket } from '../s3/s3-bucket.ts'
import type { RowLine } from './row-lines.ts'

/** An object with rows, and how many there are. */
export interface StagedPart {
  readonly key: string
  readonly rows: number
  readonly bytes: number
}

/**
 * Before compression, after which there are some 8 MB left: as much as makes it worth while for each slice of a cluster to
 * take one.
 */
const partBytes = 64 * 1024 * 1024

/** Lines between two breaths: other work of the process waits some 10 ms at most. */
const linesPerBreath = 4096

const compressed = promisify(gzip)

/** Puts rows into objects below a folder, compressed, in parts. Without rows there is no part. */
export async function stageParts(
  bucket: S3Bucket,
  folder: string,
  lines: Iterable<RowLine>,
): Promise<readonly StagedPart[]> {
  const parts: StagedPart[] = []
  let pending: string[] = []
  let length = 0
  const put = async () => {
    const content = await compressed(Buffer.from(pending.join('')), { level: 1 })
    const key = `${folder}/part-${String(parts.length).padStart(5, '0')}.json.gz`
    await bucket.create(key, content, { writer: folder })
    parts.push({ key, rows: pending.length, bytes: content.byteLength })
    pending = []
    length = 0
  }
  for (const { line } of lines) {
    pending.push(line)
    length += line.length
    if (length >= partBytes) await put()
    else if (pending.length % linesPerBreath === 0) await breathe()
  }
  if (pending.length > 0) await put()
  return parts
}

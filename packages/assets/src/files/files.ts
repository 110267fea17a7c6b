import { fileIoManager, type IoManager, type Json, type ObjectFormat } from '@headwater/core/io'
import { bytesFormat, csvFormat, jsonFormat, ndjsonFormat, parquetFormat } from '../formats/index.ts'
import type { Rows } from '../sql/rows.ts'

/**
 * Makes IO managers, one per format. Paths may name `{key}`, `{partition}` and the dimensions of a product, and must tell
 * an asset's partitions apart; absent: `{key}/{partition}.<ext>`, or `{key}.<ext>` for an asset without partitions. Each
 * throws PATH_TEMPLATE_INVALID for a malformed path, and VALUE_UNSTORABLE for values that would not come back exactly.
 */
export interface ObjectStore {
  /** Anything that JSON can hold, in one line. */
  json(path?: string): IoManager<Json>
  /** Rows, one JSON object a line. */
  ndjson(path?: string): IoManager<Rows>
  /** Rows as in RFC 4180, with a header. */
  csv(path?: string): IoManager<Rows>
  /** Rows in typed, compressed columns. */
  parquet(path?: string): IoManager<Rows>
  /** Bytes as they are. */
  bytes(path?: string): IoManager<Uint8Array>
}

/**
 * Keeps values as files below a folder, which is made when it is first written to; a relative one lies in the directory
 * that the process then works in. Versions lie in its `.versions`; the readable paths hold the newest.
 */
export function files(options: { readonly root: string }): ObjectStore {
  const { root } = options
  const manager = <Accepts>(name: string, format: ObjectFormat, path: string | undefined) =>
    fileIoManager<Accepts>({ name: `files(${root}).${name}(${path ?? ''})`, root, path, format })
  return Object.freeze<ObjectStore>({
    json: (path) => manager('json', jsonFormat, path),
    ndjson: (path) => manager('ndjson', ndjsonFormat, path),
    csv: (path) => manager('csv', csvFormat, path),
    parquet: (path) => manager('parquet', parquetFormat, path),
    bytes: (path) => manager('bytes', bytesFormat, path),
  })
}

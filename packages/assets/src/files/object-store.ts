import type { IoManager, Json, ObjectFormat } from '@headwater/core/io'
import type { FlatTable, Table, TableStream } from '../columns/index.ts'
import {
  arrowFormat,
  bytesFormat,
  compressedFormat,
  csvFormat,
  jsonFormat,
  ndjsonFormat,
  parquetFormat,
} from '../formats/index.ts'

/**
 * Makes IO managers, one per format. Paths may name `{key}`, `{partition}` and the dimensions of a product, and must tell
 * an asset's partitions apart; absent: `{key}/{partition}.<ext>`, or `{key}.<ext>` for an asset without partitions. A
 * path of `json`, `ndjson` or `csv` that ends in `.gz` or `.zst` asks for gzip or Zstandard. Each throws
 * PATH_TEMPLATE_INVALID for a malformed path, and VALUE_UNSTORABLE for values that would not come back exactly.
 */
export interface ObjectStore {
  /** Anything that JSON can hold, in one line. */
  json(path?: string): IoManager<Json>
  /** Rows, one JSON object a line. */
  ndjson(path?: string): IoManager<Table | TableStream>
  /** Rows as in RFC 4180, with a header. */
  csv(path?: string): IoManager<FlatTable | TableStream>
  /** Rows in typed, compressed columns. */
  parquet(path?: string): IoManager<Table | TableStream>
  /** Columns as they are in memory: Arrow IPC files. Needs the package `apache-arrow`. */
  arrow(path?: string): IoManager<Table | TableStream>
  /** Bytes as they are. */
  bytes(path?: string): IoManager<Uint8Array>
}

/** What an IO manager for objects is made of, beside the place that it keeps them in. */
export interface ObjectsOfFormat {
  readonly name: string
  readonly format: ObjectFormat
  readonly path: string | undefined
}

/** An object store whose IO managers are made by `manager`, and named `store.json(path)`. */
export function objectStore(
  store: string,
  manager: <Accepts>(objects: ObjectsOfFormat) => IoManager<Accepts>,
): ObjectStore {
  const of = <Accepts>(kind: keyof ObjectStore, format: ObjectFormat, path: string | undefined) =>
    manager<Accepts>({ name: `${store}.${kind}(${path ?? ''})`, format, path })
  return Object.freeze<ObjectStore>({
    json: (path) => of('json', compressedFormat(jsonFormat, path), path),
    ndjson: (path) => of('ndjson', compressedFormat(ndjsonFormat, path), path),
    csv: (path) => of('csv', compressedFormat(csvFormat, path), path),
    parquet: (path) => of('parquet', parquetFormat, path),
    arrow: (path) => of('arrow', arrowFormat, path),
    bytes: (path) => of('bytes', bytesFormat, path),
  })
}

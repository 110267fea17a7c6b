import type { ObjectFormat } from '@headwater/core/io'

/**
 * Parquet with zstd, readable by every Parquet reader. Text is STRING, numbers are DOUBLE (INT64 where the schema says
 * integer), bigints INT64, dates TIMESTAMP (microseconds, UTC), what the schema declares as nested JSON; columns without
 * nulls are REQUIRED. Text has a dictionary where that is worth it, numbers are plain. A row group has 122,880 rows. Equal
 * rows make equal bytes under one version of Node.js, whether they come as rows, columns or a stream. A column with null
 * and absent cells has only null ones when it comes back.
 *
 * Files of other writers come back as: integers of 64 bits as bigints (as numbers where the schema says number or integer
 * and they are safe), DECIMAL as exact text, DATE and TIMESTAMP as a Date (cut to the millisecond, which is all that it
 * holds), bytes without a type as a Uint8Array, nested columns as hyparquet makes them.
 */
export const parquetFormat: ObjectFormat = {
  name: 'Parquet',
  extension: 'parquet',
  encode: async (value, at) => (await import('./parquet-write.ts')).encodeParquet(value, at),
  decode: async (content, about) => (await import('./parquet-read.ts')).decodeParquet(content, about),
  decodePieces: async function* (file, about) {
    yield* (await import('./parquet-read.ts')).decodeParquetPieces(file, about)
  },
}

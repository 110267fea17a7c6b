import type { ObjectFormat } from '@headwater/core/io'

/**
 * Parquet with zstd, readable by every Parquet reader. Text is STRING, numbers are DOUBLE (INT64 where the schema says
 * integer), bigints INT64, dates TIMESTAMP (microseconds, UTC); columns without nulls are REQUIRED. Equal rows make equal
 * bytes under one version of Node.js.
 *
 * Files of other writers come back as: any integer of 64 bits a bigint, DECIMAL exact text, DATE and TIMESTAMP a Date (cut
 * to the millisecond, which is what a Date holds), bytes without a type a Uint8Array, nested columns as hyparquet makes them.
 */
export const parquetFormat: ObjectFormat = {
  name: 'Parquet',
  extension: 'parquet',
  encode: async (value, at) => (await import('./parquet-write.ts')).encodeParquet(value, at),
  decode: async (content) => (await import('./parquet-read.ts')).decodeParquet(content),
}

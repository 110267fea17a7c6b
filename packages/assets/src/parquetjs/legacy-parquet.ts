import { fileIoManager, type IoManager } from '@headwater/core/io'
import type { FlatTable } from '../columns/index.ts'
import { parquetjsFormat } from './parquetjs-format.ts'

export interface LegacyParquetOptions {
  /** The folder that holds everything, as for `files`. */
  readonly root: string
  /** See `ObjectStore` for what it may name and for what holds when it is absent. */
  readonly path?: string | undefined
}

/** Keeps tables as Parquet files for old consumers, below a local folder: see `parquetjsFormat` for what they can hold. */
export function legacyParquet({ root, path }: LegacyParquetOptions): IoManager<FlatTable> {
  return fileIoManager({ name: `legacyParquet(${root}, ${path ?? ''})`, root, path, format: parquetjsFormat })
}

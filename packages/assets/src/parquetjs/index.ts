export { legacyParquet, type LegacyParquetOptions } from './legacy-parquet.ts'
export { parquetjsFormat } from './parquetjs-format.ts'

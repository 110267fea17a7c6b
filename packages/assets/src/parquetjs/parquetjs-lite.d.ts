/** What we use of parquetjs-lite 0.8.7, which ships no types. */
declare module 'parquetjs-lite' {
  import type { Writable } from 'node:stream'

  export interface FieldDefinition {
    readonly type: 'UTF8' | 'DOUBLE' | 'INT64' | 'BOOLEAN' | 'TIMESTAMP_MICROS' | 'BYTE_ARRAY'
    readonly optional: boolean
    readonly compression: 'SNAPPY'
  }

  interface Writing {
    appendRow(row: object): Promise<void>
    setMetadata(key: string, value: string): void
    close(): Promise<void>
  }

  const parquetjs: {
    readonly ParquetSchema: new (fields: { readonly [column: string]: FieldDefinition }) => object
    readonly ParquetWriter: {
      openStream(
        schema: object,
        stream: Writable,
        options: { readonly useDataPageV2: boolean; readonly pageIndex: boolean; readonly rowGroupSize: number },
      ): Promise<Writing>
    }
  }
  export default parquetjs
}

import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { GoogleError } from '../google/google-error.ts'
import type { Field } from './data-types.ts'
import type { DuckDbApi } from './database.ts'

/** A cell as the REST API sends it. */
export interface Cell {
  readonly v: string | null | readonly Cell[] | { readonly f: readonly Cell[] }
}

/** Describes a column of DuckDB as BigQuery would. Throws 400 `invalidQuery` for types that BigQuery does not have. */
export function fieldOf(name: string, type: DuckDBType, api: DuckDbApi): Field {
  if (type instanceof api.DuckDBListType) return { ...fieldOf(name, type.valueType, api), mode: 'REPEATED' }
  if (type instanceof api.DuckDBStructType) {
    const fields = type.entryNames.map((inner, index) => fieldOf(inner, type.entryTypes[index] ?? api.VARCHAR, api))
    return { name, type: 'RECORD', mode: 'NULLABLE', fields }
  }
  if (type instanceof api.DuckDBDecimalType) return decimalField(name, type)
  const known = type.alias === 'JSON' ? 'JSON' : typeNames.get(String(type))
  if (known) return { name, type: known, mode: 'NULLABLE' }
  throw new GoogleError(
    400,
    'invalidQuery',
    `This emulator has no type of BigQuery for column ${name}, a ${String(type)}`,
  )
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ...['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'HUGEINT'].map(
    (name) => [name, 'INTEGER'] as const,
  ),
  ['FLOAT', 'FLOAT'],
  ['DOUBLE', 'FLOAT'],
  ['BOOLEAN', 'BOOLEAN'],
  ['VARCHAR', 'STRING'],
  ['BLOB', 'BYTES'],
  ['DATE', 'DATE'],
  ['TIME', 'TIME'],
  ['TIMESTAMP', 'DATETIME'],
  ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP'],
])

/** NUMERIC has 29 digits before the point and 9 after it; what needs more is BIGNUMERIC. */
function decimalField(name: string, { width, scale }: { readonly width: number; readonly scale: number }): Field {
  if (width === 38 && scale === 9) return { name, type: 'NUMERIC', mode: 'NULLABLE' }
  const type = width - scale <= 29 && scale <= 9 ? 'NUMERIC' : 'BIGNUMERIC'
  return { name, type, mode: 'NULLABLE', precision: String(width), ...(scale > 0 && { scale: String(scale) }) }
}

/** Formats a cell of DuckDB as BigQuery would. `int64Timestamps`: microseconds, not floating-point seconds. */
export function cellOf(value: DuckDBValue, field: Field, api: DuckDbApi, int64Timestamps: boolean): Cell {
  if (field.mode === 'REPEATED') {
    const items = value instanceof api.DuckDBListValue ? value.items : []
    return { v: items.map((item) => cellOf(item, { ...field, mode: 'NULLABLE' }, api, int64Timestamps)) }
  }
  if (value === null) return { v: null }
  if (value instanceof api.DuckDBStructValue) {
    const inner = field.fields ?? []
    return { v: { f: inner.map((one) => cellOf(value.entries[one.name] ?? null, one, api, int64Timestamps)) } }
  }
  if (value instanceof api.DuckDBBlobValue) return { v: Buffer.from(value.bytes).toString('base64') }
  if (value instanceof api.DuckDBTimestampTZValue) {
    return { v: int64Timestamps ? String(value.micros) : String(Number(value.micros) / 1e6) }
  }
  if (value instanceof api.DuckDBTimestampValue) return { v: String(value).replace(' ', 'T') }
  if (value instanceof api.DuckDBDecimalValue) return { v: withoutZeros(String(value)) }
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) {
    throw new GoogleError(400, 'invalidQuery', `integer overflow: ${value}`)
  }
  return { v: Object.is(value, -0) ? '-0.0' : String(value) }
}

/** `1.50` as `1.5`, `2.0` as `2`. */
function withoutZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

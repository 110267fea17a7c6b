import type {
  DuckDBResult,
  DuckDBTimestampValue,
  DuckDBType,
  DuckDBValue,
  DuckDBValueConverter,
} from '@duckdb/node-api'
import type { DuckDbApi } from './load-duckdb.ts'

/** A row as a query gives it, by column name. */
export type DuckDbRow = { readonly [column: string]: unknown }

/**
 * The rows of a result, in its order.
 *
 * | DuckDB | JavaScript |
 * |---|---|
 * | BOOLEAN | boolean |
 * | TINYINT ... INTEGER, FLOAT, DOUBLE | number |
 * | BIGINT, UBIGINT | number, or bigint beyond 2^53 |
 * | HUGEINT, UHUGEINT | bigint |
 * | VARCHAR, ENUM, UUID, INTERVAL, TIME | string |
 * | DECIMAL | string, exact |
 * | DATE | string, `2024-01-02` |
 * | TIMESTAMP in all precisions, with or without zone | Date; microseconds are cut off |
 * | JSON | what its text says |
 * | LIST, STRUCT, MAP | array, object, array of `{ key, value }` |
 * | BLOB | Uint8Array |
 */
export async function readResult(result: DuckDBResult, api: DuckDbApi): Promise<DuckDbRow[]> {
  const names = result.columnNames()
  const readers = result.columnTypes().map((type) => cellReader(type, api))
  const rows: DuckDbRow[] = []
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const columns = readers.map((read, index) => read(chunk.getColumnValues(index)))
    const { rowCount } = chunk
    for (let index = 0; index < rowCount; index++) rows.push(rowAt(index, names, columns))
  }
  return rows
}

function rowAt(index: number, names: readonly string[], columns: readonly (readonly unknown[])[]): DuckDbRow {
  const row: { [column: string]: unknown } = {}
  // An iterator per row would cost as much as the row.
  for (let at = 0; at < names.length; at++) row[names[at] ?? ''] = columns[at]?.[index]
  return row
}

export type CellReader = (cells: readonly DuckDBValue[]) => readonly unknown[]

/** What reads the cells of a column: see `readResult`. */
export function cellReader(type: DuckDBType, api: DuckDbApi): CellReader {
  const { DuckDBTypeId } = api
  if (type.alias === 'JSON') return mapCells((cell) => JSON.parse(String(cell)))
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.VARCHAR:
      return (cells) => cells
    default: {
      const convert = converter(api)
      return mapCells((cell) => convert(cell, type, convert))
    }
  }
}

function mapCells(read: (cell: DuckDBValue) => unknown): CellReader {
  return (cells) => cells.map((cell) => (cell === null ? null : read(cell)))
}

/** Reads every type, also inside of lists, structs and maps. Types that are not named become text. */
function converter(api: DuckDbApi): DuckDBValueConverter<unknown> {
  const { DuckDBTypeId } = api
  const same = (value: DuckDBValue) => value
  const date = (value: DuckDBValue) => dateOf(api, value)
  const readers: { readonly [typeId: number]: DuckDBValueConverter<unknown> } = {
    [DuckDBTypeId.BOOLEAN]: same,
    [DuckDBTypeId.TINYINT]: same,
    [DuckDBTypeId.SMALLINT]: same,
    [DuckDBTypeId.INTEGER]: same,
    [DuckDBTypeId.UTINYINT]: same,
    [DuckDBTypeId.USMALLINT]: same,
    [DuckDBTypeId.UINTEGER]: same,
    [DuckDBTypeId.FLOAT]: same,
    [DuckDBTypeId.DOUBLE]: same,
    [DuckDBTypeId.BIGINT]: numberWhenSafe,
    [DuckDBTypeId.UBIGINT]: numberWhenSafe,
    [DuckDBTypeId.HUGEINT]: same,
    [DuckDBTypeId.UHUGEINT]: same,
    [DuckDBTypeId.BIGNUM]: same,
    [DuckDBTypeId.TIMESTAMP]: date,
    [DuckDBTypeId.TIMESTAMP_S]: date,
    [DuckDBTypeId.TIMESTAMP_MS]: date,
    [DuckDBTypeId.TIMESTAMP_NS]: date,
    [DuckDBTypeId.TIMESTAMP_TZ]: date,
    [DuckDBTypeId.BLOB]: api.bytesFromBlobValue,
    [DuckDBTypeId.LIST]: api.arrayFromListValue,
    [DuckDBTypeId.ARRAY]: api.arrayFromArrayValue,
    [DuckDBTypeId.STRUCT]: api.objectFromStructValue,
    [DuckDBTypeId.MAP]: api.objectArrayFromMapValue,
  }
  return (value, type, convert) => (value === null ? null : (readers[type.typeId] ?? String)(value, type, convert))
}

function numberWhenSafe(value: DuckDBValue): unknown {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function dateOf(api: DuckDbApi, value: DuckDBValue): Date {
  if (value instanceof api.DuckDBTimestampSecondsValue) return new Date(Number(value.seconds) * 1000)
  if (value instanceof api.DuckDBTimestampMillisecondsValue) return new Date(Number(value.millis))
  if (value instanceof api.DuckDBTimestampNanosecondsValue) return new Date(floorDivide(value.nanos, 1_000_000n))
  return new Date(floorDivide((value as DuckDBTimestampValue).micros, 1000n))
}

/** BigInt division rounds toward zero, which would move moments before 1970 into the future. */
function floorDivide(value: bigint, by: bigint): number {
  return Number(value / by) - (value % by < 0n ? 1 : 0)
}

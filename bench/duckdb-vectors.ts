import type { DuckDBAppender, DuckDBDataChunk, DuckDBResult, DuckDBType, DuckDBVector } from '@duckdb/node-api'

type Numbers = Float64Array | BigInt64Array | Int32Array
/** A column for DuckDB: numbers as it stores them, or text by row. */
export type Stored = Numbers | readonly string[]

const chunkRows = 2048

/** The least that reading a result takes: the memory of each vector copied, text decoded by row. Answers with the rows. */
export async function readVectors(result: DuckDBResult): Promise<number> {
  const columns: Stored[][] = result.columnTypes().map(() => [])
  let rows = 0
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [index, column] of columns.entries()) column.push(memoryOf(chunk.getColumnVector(index), chunk.rowCount))
    rows += chunk.rowCount
  }
  return rows
}

/** The least that appending takes: the memory of each vector copied, text assigned by row. */
export function appendVectors(
  appender: DuckDBAppender,
  columns: readonly Stored[],
  { types, create }: { readonly types: readonly DuckDBType[]; readonly create: (rows: number) => DuckDBDataChunk },
): void {
  const rows = columns[0]?.length ?? 0
  for (let start = 0; start < rows; start += chunkRows) {
    const count = Math.min(chunkRows, rows - start)
    const chunk = create(count)
    for (const index of types.keys()) fill(chunk.getColumnVector(index), columns[index] ?? [], start, count)
    appender.appendDataChunk(chunk)
  }
  appender.flushSync()
}

function fill(vector: DuckDBVector, column: Stored, start: number, count: number): void {
  if (ArrayBuffer.isView(column)) itemsOf(vector).set(column.subarray(start, start + count) as never)
  else for (let row = 0; row < count; row++) vector.setItem(row, column[start + row] ?? '')
  vector.flush()
}

function memoryOf(vector: DuckDBVector, rows: number): Stored {
  const items = itemsOf(vector)
  if (items) return items.slice()
  return Array.from({ length: rows }, (_, row) => String(vector.getItem(row)))
}

/** Where the client library keeps the memory of a vector of numbers. */
function itemsOf(vector: DuckDBVector): Numbers {
  return (vector as unknown as { readonly items: Numbers }).items
}

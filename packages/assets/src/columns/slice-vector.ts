import { sliceBits } from './bits.ts'
import type { ColumnVector, Vector } from './vector.ts'

/** The rows of a column from `start` up to `end`, over the same memory. */
export function sliceColumn(column: ColumnVector, start: number, end: number): ColumnVector {
  const validity = column.validity && sliceBits(column.validity, start, end)
  return { ...column, data: sliceVector(column.data, start, end), validity }
}

function sliceVector(data: Vector, start: number, end: number): Vector {
  switch (data.layout) {
    case 'float64':
      return { layout: 'float64', values: data.values.subarray(start, end) }
    case 'int64':
      return { layout: 'int64', values: data.values.subarray(start, end) }
    case 'bits':
      return { layout: 'bits', bits: sliceBits(data.bits, start, end) }
    case 'dictionary':
      return { ...data, codes: data.codes.subarray(start, end) }
    case 'bytes':
      return { ...data, offsets: data.offsets.subarray(start, end + 1) }
    case 'cells':
      return { layout: 'cells', cells: data.cells.slice(start, end) }
  }
}

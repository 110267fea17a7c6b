import { cellsOf } from './cells-of.ts'
import { ColumnBatch } from './column-batch.ts'
import { packCells } from './pack-cells.ts'
import { TextCodes } from './text-codes.ts'
import type { ColumnVector, Vector } from './vector.ts'

/**
 * One batch of the rows of several, in their order, with the columns of the first. All must have the same columns, each
 * of one kind; a column without a cell may be of any.
 */
export function concatBatches<R>(batches: readonly ColumnBatch<R>[]): ColumnBatch<R> {
  const [first] = batches
  if (!first || batches.length === 1) return first ?? new ColumnBatch<R>([], 0)
  const length = batches.reduce((sum, batch) => sum + batch.length, 0)
  const columns = first.columns.map(({ name }) => {
    const parts = batches.flatMap((batch) => {
      const column = batch.columns.find((column) => column.name === name)
      return column ? [{ ...column, length: batch.length }] : []
    })
    return concatColumn(parts, length)
  })
  return new ColumnBatch(columns, length)
}

/** A column of one of the batches. */
type Part = ColumnVector & { readonly length: number }

function concatColumn(parts: readonly Part[], length: number): ColumnVector {
  const known = parts.find(({ kind }) => kind !== 'null') ?? parts[0]
  if (!known || parts.some(({ kind }) => kind !== known.kind && kind !== 'null')) {
    throw new TypeError(`the batches have different kinds of column \`${known?.name}\``)
  }
  const { name, kind } = known
  const about = {
    name,
    kind,
    nullable: parts.some(({ nullable }) => nullable),
    absent: parts.some(({ absent }) => absent) && parts.every(({ absent, nullable }) => absent || !nullable),
  }
  const isFull = parts.every(({ validity }) => validity === undefined)
  const data = isFull ? joinVectors(parts, length) : undefined
  if (data) return { ...about, data, validity: undefined }
  return {
    ...about,
    ...packCells(
      kind,
      parts.flatMap((part) => cellsOf(part, 0, part.length)),
    ),
  }
}

/** Memory copied in one piece; undefined where cells must be looked at. */
function joinVectors(parts: readonly Part[], length: number): Vector | undefined {
  const vectors = parts.map(({ data }) => data)
  if (vectors.every((vector) => vector.layout === 'float64')) {
    return { layout: 'float64', values: joined(new Float64Array(length), vectors) }
  }
  if (vectors.every((vector) => vector.layout === 'int64')) {
    return { layout: 'int64', values: joined(new BigInt64Array(length), vectors) }
  }
  return vectors.every((vector) => vector.layout === 'dictionary') ? joinTexts(vectors, length) : undefined
}

function joined<T extends Float64Array | BigInt64Array>(target: T, vectors: readonly { readonly values: T }[]): T {
  let at = 0
  for (const { values } of vectors) {
    target.set(values as never, at)
    at += values.length
  }
  return target
}

function joinTexts(vectors: readonly Extract<Vector, { layout: 'dictionary' }>[], length: number): Vector {
  const texts = new TextCodes()
  const codes = new Int32Array(length)
  let at = 0
  for (const vector of vectors) {
    const moved = Int32Array.from(vector.dictionary, (text) => texts.codeOf(text))
    for (const code of vector.codes) codes[at++] = moved[code] ?? 0
  }
  return { layout: 'dictionary', codes, dictionary: texts.dictionary }
}

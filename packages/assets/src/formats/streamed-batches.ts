import type { StageAt } from '@headwater/core/io'
import { ColumnBatch } from '../columns/column-batch.ts'
import { concatBatches } from '../columns/concat-batches.ts'
import { packCells } from '../columns/pack-cells.ts'
import type { ColumnVector } from '../columns/vector.ts'
import { batchOf } from './batch-of.ts'
import { type ColumnRules, requireColumns } from './columns.ts'
import { declaredColumns } from './declared-columns.ts'
import { failUnstorable } from './unstorable.ts'

/** A value that is made while it is written. */
export function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

export interface StreamOptions {
  readonly at: StageAt
  readonly rules: ColumnRules
  /** Batches are cut and joined until each has so many rows; the last has what is left. */
  readonly rowsAtOnce: number
}

/**
 * The batches of a stream as a format can hold them, all with the columns of the first one: a stream without rows is one
 * batch without. Columns that the schema does not declare count as nullable, since nobody knows what is to come. Throws VALUE_UNSTORABLE for cells, and for a batch
 * that has other columns than those before it.
 */
export class StreamedBatches implements AsyncIterable<ColumnBatch> {
  readonly #stream: AsyncIterable<unknown>
  readonly #options: StreamOptions
  #columns: readonly ColumnVector[] = []
  #rows = 0

  constructor(stream: AsyncIterable<unknown>, options: StreamOptions) {
    this.#stream = stream
    this.#options = options
  }

  /** What has been read so far. */
  get rows(): number {
    return this.#rows
  }

  /** As in the first batch that had rows; none before. Only what they are counts, not their cells. */
  get columns(): readonly ColumnVector[] {
    return this.#columns
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ColumnBatch> {
    const { rowsAtOnce } = this.#options
    let waiting: ColumnBatch[] = []
    let count = 0
    for await (const piece of this.#stream) {
      const batch = this.#take(piece)
      waiting.push(batch)
      count += batch.length
      if (count < rowsAtOnce) continue
      const joined = concatBatches(waiting)
      const isLeft = count % rowsAtOnce
      for (let start = 0; start + rowsAtOnce <= count; start += rowsAtOnce)
        yield joined.slice(start, start + rowsAtOnce)
      waiting = isLeft === 0 ? [] : [joined.slice(count - isLeft)]
      count = isLeft
    }
    if (count > 0) yield concatBatches(waiting)
    else if (this.#rows === 0) yield batchOf([], this.#options.at, this.#options.rules)
  }

  #take(piece: unknown): ColumnBatch {
    const { at, rules } = this.#options
    const given = batchOf(piece, { ...at, firstRow: this.#rows }, rules)
    if (given.length === 0) return given
    requireColumns({ columns: given.columns, rows: given.length }, at, rules.format)
    const columns = this.#rows === 0 ? this.#opened(given.columns) : this.#alike(given)
    this.#rows += given.length
    return new ColumnBatch(columns, given.length)
  }

  #opened(columns: readonly ColumnVector[]): readonly ColumnVector[] {
    const declared = declaredColumns(this.#options.at.rowSchema)
    this.#columns = columns.map((column) => {
      const { nullable = true, optional = column.absent } = declared.get(column.name) ?? {}
      return { ...column, nullable: nullable || column.nullable, absent: optional }
    })
    return this.#columns
  }

  #alike({ columns, length }: ColumnBatch): readonly ColumnVector[] {
    const extra = columns.find(({ name }) => !this.#columns.some((known) => known.name === name))
    if (extra) this.#refuse(extra.name, 'the batches before it have no such column')
    return this.#columns.map((known) => {
      const { name, kind, nullable, absent } = known
      const column = columns.find((column) => column.name === name) ?? { ...known, kind: 'null', nullable: true }
      const why = differenceOf(column, known)
      if (why !== undefined) this.#refuse(name, why)
      const isGap = column.kind !== kind
      const { data, validity } = isGap
        ? packCells(
            kind,
            Array.from({ length }, () => null),
          )
        : column
      return { name, kind, nullable, absent, data, validity }
    })
  }

  #refuse(column: string, why: string): never {
    const { at, rules } = this.#options
    const hint = 'Let the schema declare the column, so that all batches are read alike.'
    const where = `column \`${column}\` of the batch that begins with row ${this.#rows}`
    return failUnstorable(at, { format: rules.format, value: column, where, why, hint })
  }
}

/** Why a column cannot stand in one table with those of the batches before it; undefined where it can. */
function differenceOf(column: Omit<ColumnVector, 'data' | 'validity'>, before: ColumnVector): string | undefined {
  const { kind, nullable, absent } = column
  if (kind !== before.kind && kind !== 'null')
    return `it is of kind ${kind}, and ${before.kind} in the batches before it`
  if (nullable && !before.nullable) return 'it has gaps, and none in the batches before it'
  if (nullable && !absent && before.absent)
    return 'it has nulls, and nothing at all in the gaps of the batches before it'
  return undefined
}

import { fail } from '../errors/index.ts'
import type { Axis } from './axis.ts'
import { IntervalSet } from './interval-set.ts'
import type { PartitionKey } from './partitions.ts'
import { type Cell, ordinalsOfSeries, Subset } from './subset.ts'

/** One dimension; the name of the only one of an asset that is no product is ''. */
export interface NamedAxis {
  readonly name: string
  readonly axis: Axis
}

/** How cells are made up of dimensions: none for an unpartitioned asset, one, or those of a product. */
export class Layout {
  readonly dimensions: readonly NamedAxis[]
  /** The position of the dimension that ordinals count along: the first along time, else the last; -1 for none. */
  readonly mainIndex: number

  constructor(dimensions: readonly NamedAxis[]) {
    this.dimensions = dimensions
    const time = dimensions.findIndex(({ axis }) => axis.time !== undefined)
    this.mainIndex = time === -1 ? dimensions.length - 1 : time
  }

  get main(): NamedAxis | undefined {
    return this.dimensions[this.mainIndex]
  }

  /** A cell's ordinals in the order of dimensions. */
  ordinalsOf(cell: Cell): readonly number[] {
    if (this.mainIndex === -1) return []
    return ordinalsOfSeries(cell.series).toSpliced(this.mainIndex, 0, cell.ordinal)
  }

  /** The cell of ordinals in the order of dimensions. */
  cellAt(ordinals: readonly number[]): Cell {
    if (this.mainIndex === -1) return { series: '', ordinal: 0 }
    return { series: ordinals.toSpliced(this.mainIndex, 1).join(','), ordinal: ordinals[this.mainIndex] ?? 0 }
  }

  /** Every combination of some ordinals per dimension. */
  box(ordinals: readonly IntervalSet[]): Subset {
    if (this.mainIndex === -1) return Subset.of([{ series: '', ordinal: 0 }])
    const along = ordinals[this.mainIndex] ?? IntervalSet.empty
    let series: readonly string[] = ['']
    for (const set of ordinals.toSpliced(this.mainIndex, 1)) {
      const values = [...set]
      series = series.flatMap((before) => values.map((value) => (before === '' ? `${value}` : `${before},${value}`)))
    }
    return Subset.ofSeries(series.map((each) => [each, along]))
  }

  keyOf(cell: Cell): PartitionKey {
    const texts = this.#textsOf(cell)
    const [only] = this.dimensions
    if (only === undefined) return null
    if (only.name === '') return texts[0] ?? null
    return Object.fromEntries(this.dimensions.map(({ name }, index) => [name, texts[index] ?? '']))
  }

  /** Throws PARTITION_UNKNOWN when the key is malformed, or of an asset that is cut in another way. */
  cellOf(key: PartitionKey): Cell {
    const [only] = this.dimensions
    if (only === undefined) return key === null ? this.cellAt([]) : this.#unfit(key)
    if (only.name === '') return typeof key === 'string' ? this.cellAt([this.#ordinalOf(only, key)]) : this.#unfit(key)
    if (typeof key !== 'object' || key === null || Object.keys(key).length !== this.dimensions.length)
      return this.#unfit(key)
    return this.cellAt(
      this.dimensions.map((dimension) => this.#ordinalOf(dimension, key[dimension.name] ?? this.#unfit(key))),
    )
  }

  textOf(cell: Cell): string | null {
    return this.mainIndex === -1 ? null : this.#textsOf(cell).join('|')
  }

  #textsOf(cell: Cell): readonly string[] {
    const ordinals = this.ordinalsOf(cell)
    return this.dimensions.map(({ axis }, index) => axis.textOf(ordinals[index] ?? 0))
  }

  #ordinalOf({ name, axis }: NamedAxis, text: string): number {
    return (
      axis.ordinalOf(text) ??
      fail('PARTITION_UNKNOWN', {
        message: `\`${text}\` is no partition key${name && ` of dimension \`${name}\``} (${axis.words})`,
        hint: 'Give the key as partitions are listed.',
        partition: text,
      })
    )
  }

  #unfit(key: PartitionKey): never {
    const [only] = this.dimensions
    const wanted =
      only === undefined
        ? 'null'
        : only.name === ''
          ? 'a text'
          : `{ ${this.dimensions.map(({ name }) => name).join(', ')} }`
    return fail('PARTITION_UNKNOWN', {
      message: `\`${JSON.stringify(key)}\` is no partition key of this asset, whose keys are ${wanted}`,
      hint: `Give ${wanted}.`,
    })
  }
}

import { fail } from '../errors/index.ts'
import { IntervalSet } from './interval-set.ts'

/**
 * One partition as numbers. `ordinal` counts along the main dimension: the first time dimension of a product, else its
 * last one. `series` holds the ordinals of the other dimensions in their order, joined by `,`; it is empty for a single
 * dimension. An unpartitioned asset has the one cell of series '' and ordinal 0.
 */
export interface Cell {
  readonly series: string
  readonly ordinal: number
}

type Operation = 'union' | 'intersect' | 'subtract'
interface Answer {
  readonly other: Subset
  readonly result: Subset
}
const keptAnswers = 8

/**
 * An immutable set of one asset's partitions: intervals per series, so that its cost follows the number of intervals. Union,
 * intersection and difference give back one of the two subsets itself when the result equals it.
 */
export class Subset {
  static readonly empty = new Subset([])

  /** Sorted by series; no set is empty. */
  readonly #entries: ReadonlyMap<string, IntervalSet>
  #count: number | undefined
  #text: string | undefined
  readonly #answers: { [O in Operation]?: Answer[] } = {}

  private constructor(entries: readonly (readonly [series: string, ordinals: IntervalSet])[]) {
    this.#entries = new Map(entries)
  }

  /** The partitions of these cells, in any order. */
  static of(cells: Iterable<Cell>): Subset {
    const ordinals = new Map<string, number[]>()
    for (const { series, ordinal } of cells) {
      const known = ordinals.get(series)
      if (known) known.push(ordinal)
      else ordinals.set(series, [ordinal])
    }
    return Subset.ofSeries([...ordinals].map(([series, values]) => [series, IntervalSet.fromValues(values)]))
  }

  /** The partitions of these series, each named once and in any order. */
  static ofSeries(entries: Iterable<readonly [series: string, ordinals: IntervalSet]>): Subset {
    const filled = [...entries].filter(([, ordinals]) => !ordinals.isEmpty)
    if (filled.length === 0) return Subset.empty
    return new Subset(filled.length === 1 ? filled : sortedBySeries(filled))
  }

  /** Reads what `encode` wrote; throws PARTITION_SUBSET_INVALID for anything else. */
  static decode(text: string): Subset {
    if (text === '') return Subset.empty
    // The parts of one event are mostly read one after the other, and say the same.
    if (text !== lastDecoded?.text) lastDecoded = { text, subset: Subset.#decoded(text) }
    return lastDecoded.subset
  }

  static #decoded(text: string): Subset {
    return Subset.ofSeries(
      text.split(';').flatMap((group) => {
        const [names, ordinals, ...rest] = group.split('=')
        if (names === undefined || ordinals === undefined || rest.length > 0 || !/^[-\d,/]*$/.test(names))
          unreadable(group)
        const set = IntervalSet.decode(ordinals)
        return names.split('/').map((series) => [series, set] as const)
      }),
    )
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  /** How many partitions are in the subset. */
  get count(): number {
    if (this.#count !== undefined) return this.#count
    let count = 0
    for (const ordinals of this.#entries.values()) count += ordinals.count
    this.#count = count
    return count
  }

  /** The cell of the least ordinal, in the first series that has it. */
  get first(): Cell | undefined {
    let first: Cell | undefined
    for (const [series, { first: ordinal }] of this.#entries) {
      if (ordinal !== undefined && (first === undefined || ordinal < first.ordinal)) first = { series, ordinal }
    }
    return first
  }

  /** The cell of the greatest ordinal, in the last series that has it. */
  get last(): Cell | undefined {
    let last: Cell | undefined
    for (const [series, { last: ordinal }] of this.#entries) {
      if (ordinal !== undefined && (last === undefined || ordinal >= last.ordinal)) last = { series, ordinal }
    }
    return last
  }

  has(cell: Cell): boolean {
    return this.in(cell.series).has(cell.ordinal)
  }

  /** The ordinals of one series; empty when it has none. */
  in(series: string): IntervalSet {
    return this.#entries.get(series) ?? IntervalSet.empty
  }

  /** The ordinals of every series, in the order of series. */
  series(): ReadonlyMap<string, IntervalSet> {
    return this.#entries
  }

  /** Every partition: series by series, each in ascending order. Lazy. */
  *cells(): Generator<Cell> {
    for (const [series, ordinals] of this.#entries) for (const ordinal of ordinals) yield { series, ordinal }
  }

  union(other: Subset): Subset {
    if (this.isEmpty || this === other) return other
    if (other.isEmpty) return this
    if (this.#isAlongside(other)) return this.#along('union', other)
    const union = oncePerPair((a, b) => a.union(b))
    const all = new Map(this.#entries)
    for (const [series, ordinals] of other.#entries) all.set(series, union(this.in(series), ordinals))
    return this.#orOneOf(Subset.ofSeries(all), other)
  }

  intersect(other: Subset): Subset {
    if (this === other || this.isEmpty) return this
    if (other.isEmpty) return other
    if (this.#isAlongside(other)) return this.#along('intersect', other)
    const [few, many] = this.#entries.size <= other.#entries.size ? [this, other] : [other, this]
    const intersect = oncePerPair((a, b) => a.intersect(b))
    return this.#orOneOf(
      few.mapSeries((ordinals, series) => intersect(ordinals, many.in(series))),
      other,
    )
  }

  subtract(other: Subset): Subset {
    if (this.isEmpty || other.isEmpty) return this
    if (this.#isAlongside(other)) return this.#along('subtract', other)
    const subtract = oncePerPair((a, b) => a.subtract(b))
    return this.mapSeries((ordinals, series) => subtract(ordinals, other.in(series)))
  }

  /** Whether all partitions of another subset are in this one. */
  covers(other: Subset): boolean {
    if (this === other) return true
    if (other.#entries.size > this.#entries.size) return false
    const covers = oncePerPair((a, b) => a.covers(b))
    for (const [series, ordinals] of other.#entries) if (!covers(this.in(series), ordinals)) return false
    return true
  }

  /** Whether any partition is in both subsets. */
  overlaps(other: Subset): boolean {
    const [few, many] = this.#entries.size <= other.#entries.size ? [this, other] : [other, this]
    const overlaps = oncePerPair((a, b) => a.overlaps(b))
    for (const [series, ordinals] of few.#entries) if (overlaps(ordinals, many.in(series))) return true
    return false
  }

  /** Each series with other ordinals; this subset itself when they are the same sets. */
  mapSeries(change: (ordinals: IntervalSet, series: string) => IntervalSet): Subset {
    const changed = [...this.#entries].map(([series, ordinals]) => [series, change(ordinals, series)] as const)
    return changed.every(([series, ordinals]) => ordinals === this.in(series)) ? this : Subset.ofSeries(changed)
  }

  equals(other: Subset): boolean {
    if (this === other) return true
    if (this.#entries.size !== other.#entries.size) return false
    for (const [series, ordinals] of this.#entries) if (!ordinals.equals(other.in(series))) return false
    return true
  }

  /** Compact text, one for each set: `series/series=intervals;series=intervals`, series of equal intervals together. */
  encode(): string {
    this.#text ??= this.#encoded()
    return this.#text
  }

  #encoded(): string {
    const groups = new Map<string, string[]>()
    const known = new Map<IntervalSet, string>()
    for (const [series, ordinals] of this.#entries) {
      const text = known.get(ordinals) ?? ordinals.encode()
      known.set(ordinals, text)
      const group = groups.get(text)
      if (group) group.push(series)
      else groups.set(text, [series])
    }
    return [...groups].map(([text, series]) => `${series.join('/')}=${text}`).join(';')
  }

  /** Whether both have the one series of what is no product: most subsets have, and need no bookkeeping about others. */
  #isAlongside(other: Subset): boolean {
    return this.#entries.size === 1 && other.#entries.size === 1 && this.#entries.has('') && other.#entries.has('')
  }

  /** Assets that are cut alike ask for the same again and again: the last answers are kept. */
  #along(operation: Operation, other: Subset): Subset {
    const answers = (this.#answers[operation] ??= [])
    for (const known of answers) if (known.other === other) return known.result
    const mine = this.in('')
    const theirs = other.in('')
    const ordinals = mine[operation](theirs)
    const result = ordinals === mine ? this : ordinals === theirs ? other : Subset.ofSeries([['', ordinals]])
    if (answers.unshift({ other, result }) > keptAnswers) answers.pop()
    return result
  }

  /** One of the two subsets that a result was made of, when it equals it: then callers can compare by identity. */
  #orOneOf(result: Subset, other: Subset): Subset {
    if (result.equals(this)) return this
    return result.equals(other) ? other : result
  }
}

let lastDecoded: { readonly text: string; readonly subset: Subset } | undefined

/** The ordinals of the other dimensions, out of a series. */
export function ordinalsOfSeries(series: string): readonly number[] {
  return series === '' ? [] : series.split(',').map(Number)
}

/** The series of a product mostly share one set of intervals: what is worked out for it serves them all. */
function oncePerPair<T>(work: (a: IntervalSet, b: IntervalSet) => T): (a: IntervalSet, b: IntervalSet) => T {
  const known = new Map<IntervalSet, Map<IntervalSet, T>>()
  return (a, b) => {
    const row = known.get(a) ?? new Map<IntervalSet, T>()
    const result = row.get(b) ?? work(a, b)
    known.set(a, row.set(b, result))
    return result
  }
}

type Entry = readonly [series: string, ordinals: IntervalSet]

function sortedBySeries(entries: readonly Entry[]): readonly Entry[] {
  return entries
    .map((entry) => ({ entry, position: ordinalsOfSeries(entry[0]) }))
    .sort((a, b) => compare(a.position, b.position))
    .map(({ entry }) => entry)
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function unreadable(group: string): never {
  return fail('PARTITION_SUBSET_INVALID', {
    message: `\`${group.slice(0, 60)}\` is not an encoded subset of partitions`,
    hint: 'Rebuild the stored status from the event log.',
  })
}

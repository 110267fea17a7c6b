import { fail } from '../errors/index.ts'
import {
  append,
  differenceOf,
  gcd,
  intersectionOf,
  isOn,
  type Lattice,
  latticeOf,
  type Span,
  unionOf,
} from './lattice.ts'

/** One run of an IntervalSet: `from`, `from + step` ... `to`, both ends included. */
export interface Run extends Span {
  readonly step: number
}

/**
 * An immutable set of integers, kept as sorted, disjoint, inclusive runs of one common step. The step is the greatest that
 * all members allow: hourly partitions, whose ordinals are minutes, are one run of step 60, and two equal sets always have
 * equal runs. Union, intersection and difference are linear in runs; membership and rank are a binary search.
 */
export class IntervalSet implements Iterable<number> {
  static readonly empty = new IntervalSet({ spans: [], step: 0 })

  readonly #lattice: Lattice
  #starts: readonly number[] | undefined

  private constructor(lattice: Lattice) {
    this.#lattice = lattice
  }

  /** The integers of inclusive ranges, in any order; they may overlap. */
  static of(...ranges: readonly (readonly [from: number, to: number])[]): IntervalSet {
    return IntervalSet.fromRanges(ranges)
  }

  /** Like `of`, for many ranges. An empty range (`to` before `from`) adds nothing. */
  static fromRanges(ranges: Iterable<readonly [from: number, to: number]>): IntervalSet {
    const sorted = [...ranges].filter(([from, to]) => from <= to)
    if (sorted.some(([from], index) => from < (sorted[index - 1]?.[0] ?? from))) sorted.sort((a, b) => a[0] - b[0])
    const spans: Span[] = []
    for (const [from, to] of sorted) append(spans, { from, to }, 1)
    return IntervalSet.#over(spans, 1)
  }

  /** The given integers, in any order; linear when they come sorted. */
  static fromValues(values: Iterable<number>): IntervalSet {
    const sorted = [...values]
    if (sorted.some((value, index) => value < (sorted[index - 1] ?? value))) sorted.sort((a, b) => a - b)
    const first = sorted[0] ?? 0
    const step = sorted.reduce((step, value) => (step === 1 ? 1 : gcd(step, value - first)), 0)
    const spans: Span[] = []
    for (const value of sorted) append(spans, { from: value, to: value }, step)
    return IntervalSet.#over(spans, step)
  }

  /** `from`, `from + step` ... as far as `to`. */
  static progression(from: number, to: number, step: number): IntervalSet {
    if (to < from) return IntervalSet.empty
    return IntervalSet.#over([{ from, to: from + Math.floor((to - from) / step) * step }], step)
  }

  /** Reads what `encode` wrote; throws PARTITION_SUBSET_INVALID for anything else. */
  static decode(text: string): IntervalSet {
    if (text === '') return IntervalSet.empty
    const [step, first, ...lengthsAndGaps] = text.split('.').map((part) => digits(part, text))
    if (step === undefined || first === undefined || lengthsAndGaps.length % 2 === 0) return unreadable(text)
    const spans: Span[] = []
    let from = first
    for (const [index, units] of lengthsAndGaps.entries()) {
      const isLength = index % 2 === 0
      if (units < (isLength ? 0 : 2)) return unreadable(text)
      if (isLength) spans.push({ from, to: from + units * step })
      from += units * step
    }
    return IntervalSet.#over(spans, step)
  }

  static #over(spans: readonly Span[], step: number): IntervalSet {
    return spans.length === 0 ? IntervalSet.empty : new IntervalSet(latticeOf(spans, step))
  }

  get isEmpty(): boolean {
    return this.#lattice.spans.length === 0
  }

  get first(): number | undefined {
    return this.#lattice.spans[0]?.from
  }

  get last(): number | undefined {
    return this.#lattice.spans.at(-1)?.to
  }

  /** How many integers are in the set. */
  get count(): number {
    return this.rank(Number.POSITIVE_INFINITY)
  }

  has(value: number): boolean {
    const span = this.#lattice.spans[this.#spanAt(value)]
    return span !== undefined && value <= span.to && (value - span.from) % this.#step === 0
  }

  /** How many members are less than `value`. */
  rank(value: number): number {
    const index = this.#spanAt(value)
    const span = this.#lattice.spans[index]
    if (span === undefined) return 0
    const within = value > span.to ? sizeOf(span, this.#step) : Math.ceil((value - span.from) / this.#step)
    return (this.#ranks[index] ?? 0) + within
  }

  /** The member of rank `index`, counting from 0; undefined outside. */
  at(index: number): number | undefined {
    const position = lastAtMost(this.#ranks, index, (start) => start)
    const span = this.#lattice.spans[position]
    if (span === undefined) return undefined
    const value = span.from + (index - (this.#ranks[position] ?? 0)) * this.#step
    return value <= span.to ? value : undefined
  }

  union(other: IntervalSet): IntervalSet {
    if (this.isEmpty || other === this) return other
    if (other.isEmpty) return this
    const { spans, step } = unionOf(this.#lattice, other.#lattice)
    return IntervalSet.#over(spans, step)
  }

  intersect(other: IntervalSet): IntervalSet {
    if (this.isEmpty || other.isEmpty) return IntervalSet.empty
    if (other === this) return this
    // Cut to what both cover, a small set meets a large one in logarithmic time.
    const [mine, theirs] = [this.#cutTo(other).#lattice, other.#cutTo(this).#lattice]
    if (mine.spans.length === 0 || theirs.spans.length === 0) return IntervalSet.empty
    if (isOn(mine, theirs)) return IntervalSet.#over(intersectionOf(mine, theirs), mine.step)
    if (isOn(theirs, mine)) return IntervalSet.#over(intersectionOf(theirs, mine), theirs.step)
    const [few, many] = this.count <= other.count ? [this, other] : [other, this]
    return IntervalSet.fromValues([...few].filter((value) => many.has(value)))
  }

  subtract(other: IntervalSet): IntervalSet {
    const common = this.intersect(other)
    if (common.isEmpty) return this
    return IntervalSet.#over(differenceOf(this.#lattice, common.#lattice), this.#step)
  }

  /** The members from `from` to `to`, both included; either may be infinite. */
  clip(from: number, to: number): IntervalSet {
    const { first, last } = this
    if (first === undefined || last === undefined || (from <= first && to >= last)) return this
    const [low, high] = [this.rank(from), this.rank(to) - (this.has(to) ? 0 : 1)]
    const [start, end] = [this.at(low), this.at(high)]
    if (start === undefined || end === undefined || low > high) return IntervalSet.empty
    const spans = this.#lattice.spans.slice(this.#spanAt(start), this.#spanAt(end) + 1)
    const clipped = spans.map((span) => ({ from: Math.max(span.from, start), to: Math.min(span.to, end) }))
    return IntervalSet.#over(clipped, this.#step)
  }

  equals(other: IntervalSet): boolean {
    const [mine, theirs] = [this.#lattice, other.#lattice]
    if (mine === theirs) return true
    if (mine.step !== theirs.step || mine.spans.length !== theirs.spans.length) return false
    return mine.spans.every(
      (span, index) => span.from === theirs.spans[index]?.from && span.to === theirs.spans[index]?.to,
    )
  }

  /** The runs in ascending order. */
  *ranges(): Generator<Run> {
    for (const { from, to } of this.#lattice.spans) yield { from, to, step: this.#step }
  }

  *[Symbol.iterator](): Generator<number> {
    for (const { from, to } of this.#lattice.spans) for (let value = from; value <= to; value += this.#step) yield value
  }

  /** Compact text of letters, digits, `-` and `.`: step, first member, then lengths and gaps in steps, in base 36. */
  encode(): string {
    const { spans } = this.#lattice
    let previous = spans[0]
    if (previous === undefined) return ''
    const parts = [this.#step, previous.from]
    for (const span of spans) {
      if (span !== previous) parts.push((span.from - previous.to) / this.#step)
      parts.push((span.to - span.from) / this.#step)
      previous = span
    }
    return parts.map((part) => part.toString(36)).join('.')
  }

  #cutTo(other: IntervalSet): IntervalSet {
    return this.clip(other.first ?? 0, other.last ?? -1)
  }

  /** A single member has no step of its own; 1 lets arithmetic go on. */
  get #step(): number {
    return this.#lattice.step || 1
  }

  /** Rank of the first member of each run. */
  get #ranks(): readonly number[] {
    if (this.#starts !== undefined) return this.#starts
    let rank = 0
    this.#starts = this.#lattice.spans.map((span) => {
      const start = rank
      rank += sizeOf(span, this.#step)
      return start
    })
    return this.#starts
  }

  /** The position of the last run that begins at or before `value`; -1 when all begin later. */
  #spanAt(value: number): number {
    return lastAtMost(this.#lattice.spans, value, (span) => span.from)
  }
}

function sizeOf(span: Span, step: number): number {
  return (span.to - span.from) / step + 1
}

function lastAtMost<T>(sorted: readonly T[], value: number, of: (item: T) => number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = sorted[middle]
    if (item !== undefined && of(item) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

function digits(part: string, text: string): number {
  return /^-?[0-9a-z]+$/.test(part) ? Number.parseInt(part, 36) : unreadable(text)
}

function unreadable(text: string): never {
  return fail('PARTITION_SUBSET_INVALID', {
    message: `\`${text.length > 60 ? `${text.slice(0, 60)}...` : text}\` is not an encoded set of partitions`,
    hint: 'Rebuild the stored status from the event log.',
  })
}

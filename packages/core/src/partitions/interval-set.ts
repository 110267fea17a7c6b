import { fail } from '../errors/index.ts'
import { append, common, differenceOf, holds, part, type Run, sizeOf, unionOf } from './runs.ts'

/**
 * An immutable set of integers, kept as sorted, disjoint, inclusive runs, each with a step of its own: a million hourly
 * partitions, whose ordinals are minutes, are one run of step 60, and stay a few where clocks shift by half an hour. Two
 * equal sets always have equal runs. Union, intersection and difference are linear in runs, apart from progressions that
 * interleave, and give back one of the two sets itself when the result equals it; membership and rank are a binary search.
 */
export class IntervalSet implements Iterable<number> {
  static readonly empty = new IntervalSet([])

  readonly #runs: readonly Run[]
  #starts: readonly number[] | undefined
  #size: number | undefined

  private constructor(runs: readonly Run[]) {
    this.#runs = runs
  }

  /** The integers of inclusive ranges, in any order; they may overlap. */
  static of(...ranges: readonly (readonly [from: number, to: number])[]): IntervalSet {
    return IntervalSet.fromRanges(ranges)
  }

  /** Like `of`, for many ranges. An empty range (`to` before `from`) adds nothing. */
  static fromRanges(ranges: Iterable<readonly [from: number, to: number]>): IntervalSet {
    const sorted = [...ranges].filter(([from, to]) => from <= to)
    if (sorted.some(([from], index) => from < (sorted[index - 1]?.[0] ?? from))) sorted.sort((a, b) => a[0] - b[0])
    let done = Number.NEGATIVE_INFINITY
    return IntervalSet.fromRuns(
      sorted.flatMap(([from, to]) => {
        const rest = { from: Math.max(from, done + 1), to, step: 1 }
        done = Math.max(done, to)
        return rest.from <= to ? rest : []
      }),
    )
  }

  /** The given integers, in any order; linear when they come sorted. */
  static fromValues(values: Iterable<number>): IntervalSet {
    const sorted = [...values]
    if (sorted.some((value, index) => value < (sorted[index - 1] ?? value))) sorted.sort((a, b) => a - b)
    const runs: Run[] = []
    let before: number | undefined
    for (const value of sorted) {
      if (value !== before) append(runs, { from: value, to: value, step: 1 })
      before = value
    }
    return IntervalSet.#over(runs)
  }

  /** The integers of runs, which must follow on one another. */
  static fromRuns(runs: Iterable<Run>): IntervalSet {
    const joined: Run[] = []
    for (const run of runs) append(joined, run)
    return IntervalSet.#over(joined)
  }

  /** `from`, `from + step` ... as far as `to`. */
  static progression(from: number, to: number, step: number): IntervalSet {
    const run = part({ from, to: Number.POSITIVE_INFINITY, step }, from, to)
    return run === undefined ? IntervalSet.empty : IntervalSet.#over([run])
  }

  /** Reads what `encode` wrote; throws PARTITION_SUBSET_INVALID for anything else. */
  static decode(text: string): IntervalSet {
    if (text === '') return IntervalSet.empty
    const runs: Run[] = []
    for (const group of text.split('_')) {
      const [step, first, ...lengthsAndGaps] = group.split('.').map((part) => digits(part, text))
      if (step === undefined || first === undefined || lengthsAndGaps.length % 2 === 0) return unreadable(text)
      if (step < 1 || first <= (runs.at(-1)?.to ?? Number.NEGATIVE_INFINITY)) return unreadable(text)
      let from = first
      for (const [index, units] of lengthsAndGaps.entries()) {
        const isLength = index % 2 === 0
        if (units < (isLength ? 0 : 2)) return unreadable(text)
        if (isLength) append(runs, { from, to: from + units * step, step })
        from += units * step
      }
    }
    return IntervalSet.#over(runs)
  }

  static #over(runs: readonly Run[]): IntervalSet {
    return runs.length === 0 ? IntervalSet.empty : new IntervalSet(runs)
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0
  }

  get first(): number | undefined {
    return this.#runs[0]?.from
  }

  get last(): number | undefined {
    return this.#runs.at(-1)?.to
  }

  /** How many integers are in the set. */
  get count(): number {
    this.#size ??= this.#runs.reduce((size, run) => size + sizeOf(run), 0)
    return this.#size
  }

  has(value: number): boolean {
    const run = this.#runs[this.#runAt(value)]
    return run !== undefined && holds(run, value)
  }

  /** How many members are less than `value`. */
  rank(value: number): number {
    const index = this.#runAt(value)
    const run = this.#runs[index]
    if (run === undefined) return 0
    const within = value > run.to ? sizeOf(run) : Math.ceil((value - run.from) / run.step)
    return (this.#ranks[index] ?? 0) + within
  }

  /** The member of rank `index`, counting from 0; undefined outside. */
  at(index: number): number | undefined {
    const position = lastAtMost(this.#ranks, index, (start) => start)
    const run = this.#runs[position]
    if (run === undefined) return undefined
    const value = run.from + (index - (this.#ranks[position] ?? 0)) * run.step
    return value <= run.to ? value : undefined
  }

  union(other: IntervalSet): IntervalSet {
    if (this.isEmpty || other === this) return other
    if (other.isEmpty) return this
    return this.#orOneOf(IntervalSet.#over(unionOf(this.#runs, other.#runs)), other)
  }

  intersect(other: IntervalSet): IntervalSet {
    if (other === this) return this
    return this.#orOneOf(IntervalSet.fromRuns(this.#common(other)), other)
  }

  subtract(other: IntervalSet): IntervalSet {
    if (!this.overlaps(other)) return this
    return IntervalSet.#over(differenceOf(this.#runs, this.#common(other)))
  }

  /** Whether all members of another set are in this one. */
  covers(other: IntervalSet): boolean {
    if (other === this) return true
    if (other.count > this.count) return false
    let found = 0
    for (const run of this.#common(other)) found += sizeOf(run)
    return found === other.count
  }

  /** Whether any integer is in both sets. */
  overlaps(other: IntervalSet): boolean {
    return this.#common(other).next().done !== true
  }

  /** The members from `from` to `to`, both included; either may be infinite. */
  clip(from: number, to: number): IntervalSet {
    const { first, last } = this
    if (first === undefined || last === undefined || (from <= first && to >= last)) return this
    if (to < from) return IntervalSet.empty
    const runs = this.#runs.slice(Math.max(this.#runAt(from), 0), this.#runAt(to) + 1)
    return IntervalSet.fromRuns(runs.flatMap((run) => part(run, from, to) ?? []))
  }

  equals(other: IntervalSet): boolean {
    const [mine, theirs] = [this.#runs, other.#runs]
    if (mine === theirs) return true
    if (mine.length !== theirs.length) return false
    return mine.every((run, index) => {
      const against = theirs[index]
      return run.from === against?.from && run.to === against.to && run.step === against.step
    })
  }

  /** The runs in ascending order. */
  *ranges(): Generator<Run> {
    yield* this.#runs
  }

  *[Symbol.iterator](): Generator<number> {
    for (const { from, to, step } of this.#runs) for (let value = from; value <= to; value += step) yield value
  }

  /**
   * Compact text of letters, digits, `-`, `.` and `_`: step, first member, then lengths and gaps in steps, in base 36. Runs
   * that these steps do not reach begin anew after `_`.
   */
  encode(): string {
    const groups: number[][] = []
    let [step, end] = [0, 0]
    for (const run of this.#runs) {
      const group = groups.at(-1)
      const isOn = group !== undefined && (run.from - end) % step === 0 && (run.from === run.to || run.step === step)
      if (isOn) group.push((run.from - end) / step, (run.to - run.from) / step)
      else groups.push([run.step, run.from, (run.to - run.from) / run.step])
      step = isOn ? step : run.step
      end = run.to
    }
    return groups.map((group) => group.map((part) => part.toString(36)).join('.')).join('_')
  }

  /** The integers of both sets; a small set meets a large one in logarithmic time. */
  #common(other: IntervalSet): Generator<Run> {
    const starts = [this.#runAt(other.first ?? 0), other.#runAt(this.first ?? 0)] as const
    return common(this.#runs, other.#runs, [Math.max(starts[0], 0), Math.max(starts[1], 0)])
  }

  /** One of the two sets that a result was made of, when it equals it: then callers can compare by identity. */
  #orOneOf(result: IntervalSet, other: IntervalSet): IntervalSet {
    if (result.equals(this)) return this
    return result.equals(other) ? other : result
  }

  /** Rank of the first member of each run. */
  get #ranks(): readonly number[] {
    if (this.#starts !== undefined) return this.#starts
    let rank = 0
    this.#starts = this.#runs.map((run) => {
      const start = rank
      rank += sizeOf(run)
      return start
    })
    return this.#starts
  }

  /** The position of the last run that begins at or before `value`; -1 when all begin later. */
  #runAt(value: number): number {
    return lastAtMost(this.#runs, value, (run) => run.from)
  }
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

/** Where partitions lie on the calendar, in the order of their keys: progressions of days, months or minutes. */
export class Places {
  readonly #firsts: Float64Array
  readonly #steps: Float64Array
  /** The index of the first partition of each progression. */
  readonly #offsets: Uint32Array
  readonly count: number

  /** Reads `first, step, count, first, step, count...`. */
  constructor(triples: readonly number[]) {
    const size = Math.floor(triples.length / 3)
    this.#firsts = new Float64Array(size)
    this.#steps = new Float64Array(size)
    this.#offsets = new Uint32Array(size)
    let count = 0
    for (let run = 0; run < size; run++) {
      this.#firsts[run] = triples[run * 3] ?? 0
      this.#steps[run] = triples[run * 3 + 1] ?? 1
      this.#offsets[run] = count
      count += triples[run * 3 + 2] ?? 0
    }
    this.count = count
  }

  /** The place of a partition. */
  at(index: number): number {
    const run = this.#runBy(this.#offsets, index)
    return (this.#firsts[run] ?? 0) + (index - (this.#offsets[run] ?? 0)) * (this.#steps[run] ?? 1)
  }

  /** The places of the partitions from `from` to before `to`. */
  between(from: number, to: number): Float64Array {
    const places = new Float64Array(Math.max(0, to - from))
    let run = this.#runBy(this.#offsets, from)
    for (let index = from; index < to; index++) {
      while (run + 1 < this.#offsets.length && index >= (this.#offsets[run + 1] ?? 0)) run++
      places[index - from] = (this.#firsts[run] ?? 0) + (index - (this.#offsets[run] ?? 0)) * (this.#steps[run] ?? 1)
    }
    return places
  }

  /** The first partition at a place or after it; `count` when there is none. Where clocks were put back, one of those there. */
  from(place: number): number {
    if (this.count === 0) return 0
    const run = this.#runBy(this.#firsts, place)
    const first = this.#firsts[run] ?? 0
    if (place <= first) return this.#offsets[run] ?? 0
    const end = run + 1 < this.#offsets.length ? (this.#offsets[run + 1] ?? 0) : this.count
    return Math.min(end, (this.#offsets[run] ?? 0) + Math.ceil((place - first) / (this.#steps[run] ?? 1)))
  }

  /** The partition at a place; undefined where there is none. */
  find(place: number): number | undefined {
    const index = this.from(place)
    return index < this.count && this.at(index) === place ? index : undefined
  }

  /** The other partition at the same place, where clocks were put back; undefined for nearly all. */
  twinOf(index: number): number | undefined {
    const place = this.at(index)
    const found = this.find(place)
    if (found !== index) return found
    let before = (this.#offsets[this.#runBy(this.#offsets, index)] ?? 0) - 1
    while (before >= 0 && this.at(before) > place) before--
    return before >= 0 && this.at(before) === place ? before : undefined
  }

  /** The last progression whose start in `starts` is not after a value. */
  #runBy(starts: Float64Array | Uint32Array, value: number): number {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= value) low = middle
      else high = middle - 1
    }
    return Math.max(0, low)
  }
}

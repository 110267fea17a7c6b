import { IntervalSet } from './interval-set.ts'

/** An endless row of ordinals, computed only as far as somebody has looked. */
export class Timeline {
  readonly #from: number
  readonly #perYear: number
  readonly #make: (from: number, to: number) => IntervalSet
  #known: IntervalSet = IntervalSet.empty
  #knownTo: number

  /** `make` gives the ordinals between two bounds, both included; `perYear` is how far it goes at least. */
  constructor(from: number, perYear: number, make: (from: number, to: number) => IntervalSet) {
    this.#from = from
    this.#perYear = perYear
    this.#make = make
    this.#knownTo = from - 1
  }

  /** All ordinals of the row up to `ordinal`, and perhaps some more. */
  through(ordinal: number): IntervalSet {
    if (ordinal > this.#knownTo) {
      const to = ordinal + this.#perYear
      this.#known = this.#known.union(this.#make(this.#knownTo + 1, to))
      this.#knownTo = to
    }
    return this.#known
  }

  /**
   * The ordinal `steps` after (or, negative, before) `ordinal`. Where that is not in the row itself, the first step leads
   * to its neighbour; 0 steps lead nowhere then. Undefined past the ends, and when 64 years bring nothing.
   */
  step(ordinal: number, steps: number): number | undefined {
    // Mostly what is known already has it.
    for (let years = 0; years <= 64; years = years * 2 || 1) {
      const row = this.through(ordinal + (steps > 0 ? years * this.#perYear : 0))
      const found = stepWithin(row, ordinal, steps)
      if (found !== undefined || steps <= 0) return found
    }
    return undefined
  }

  /** The row from `ordinal` on as if it began there, for ordinals before its beginning. */
  covering(ordinal: number): Timeline {
    return ordinal >= this.#from ? this : new Timeline(ordinal, this.#perYear, this.#make)
  }
}

function stepWithin(row: IntervalSet, ordinal: number, steps: number): number | undefined {
  const rank = row.rank(ordinal)
  if (row.has(ordinal)) return row.at(rank + steps)
  return steps === 0 ? undefined : row.at(steps > 0 ? rank + steps - 1 : rank + steps)
}

/** Random choices that a seed repeats. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0
    for (let turn = 0; turn < 4; turn += 1) this.#next()
  }

  /** 0 ... below - 1. */
  below(below: number): number {
    return Math.floor(this.#next() * below)
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.#next() < probability
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('there is nothing to pick from')
    return from[this.below(from.length)] as T
  }

  some<T>(from: readonly T[], probability = 0.5): readonly T[] {
    return from.filter(() => this.chance(probability))
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

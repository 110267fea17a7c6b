import type { Facts } from '../base/facts.ts'
import type { Problem } from '../events/index.ts'

/** Values that may never be shown. What came from the environment into a resource's config is one of them. */
export class Secrets {
  /** Secrets of others, which are these ones' too, also those that are added later. */
  readonly #others: Secrets | undefined
  #own: readonly string[] = []

  /** Shorter texts are let through: masking `1` would garble every number. */
  static readonly shortest = 4

  constructor(others?: Secrets) {
    this.#others = others
  }

  /** Every way in which a secret may stand in a text, the longest first: of `abcdef` beside `abc` nothing may be left. */
  get spellings(): readonly string[] {
    const others = this.#others?.spellings ?? []
    return others.length === 0 ? this.#own : longestFirst([...others, ...this.#own])
  }

  add(value: string): void {
    if (value.length < Secrets.shortest || value === 'true' || value === 'false') return
    const inJson = JSON.stringify(value).slice(1, -1)
    const inUrl = encodeURIComponent(value.toWellFormed())
    this.#own = longestFirst([...this.#own, value, inJson, inUrl])
  }

  /** The text with every secret replaced by `***`. */
  mask(text: string): string {
    return this.spellings.reduce((masked, spelling) => masked.replaceAll(spelling, '***'), text)
  }

  /** Facts with their texts masked. */
  maskFacts(facts: Facts): Facts {
    if (this.spellings.length === 0) return facts
    const masked = Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? this.mask(value) : value,
    ])
    return Object.fromEntries(masked) as Facts
  }

  /** A problem with all its words masked. */
  maskProblem(problem: Problem): Problem {
    const { message, hint, stack } = problem
    return {
      code: problem.code,
      message: this.mask(message),
      ...(hint === undefined ? {} : { hint: this.mask(hint) }),
      ...(stack === undefined ? {} : { stack: this.mask(stack) }),
    }
  }
}

function longestFirst(spellings: readonly string[]): readonly string[] {
  return [...new Set(spellings)].sort((a, b) => b.length - a.length)
}

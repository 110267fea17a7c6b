import { Subset } from '../partitions/index.ts'

const most = 10_000

/** Decodes subsets, equal texts once: thousands of assets have the same partitions. */
export class SubsetTexts {
  readonly #known = new Map<string, Subset>()

  decode(text: string): Subset {
    if (text === '') return Subset.empty
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const subset = Subset.decode(text)
    if (this.#known.size >= most) this.#known.clear()
    this.#known.set(text, subset)
    return subset
  }
}

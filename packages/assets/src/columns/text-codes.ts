/** So many texts are told apart before it is asked whether that is worth it. */
const learned = 1 << 14

/**
 * Gives texts their places in a dictionary. Where most texts turn out to be new, it stops looking for those it knows, so
 * that a column of identifiers costs no more than a list of them: then a text may stand in the dictionary several times.
 */
export class TextCodes {
  readonly dictionary: string[] = []
  readonly #known = new Map<string, number>()
  #asked = 0
  #isWorthwhile = true

  codeOf(text: string): number {
    this.#asked += 1
    const known = this.#isWorthwhile ? this.#known.get(text) : undefined
    if (known !== undefined) return known
    const code = this.dictionary.push(text) - 1
    if (!this.#isWorthwhile) return code
    this.#known.set(text, code)
    if (this.#known.size >= learned) this.#isWorthwhile = 2 * this.#known.size < this.#asked
    return code
  }
}

/** Values that may never be shown. What came from the environment into a resource's config is one of them. */
export class Secrets {
  readonly #values = new Set<string>()

  /** Shorter texts are let through: masking `1` would garble every number. */
  static readonly shortest = 4

  add(value: string): void {
    if (value.length >= Secrets.shortest) this.#values.add(value)
  }

  /** The text with every secret replaced by `***`. */
  mask(text: string): string {
    let masked = text
    for (const value of this.#values) masked = masked.replaceAll(value, '***')
    return masked
  }

  /** The same at every depth of a JSON-like value. */
  maskAll<T>(value: T): T {
    if (this.#values.size === 0) return value
    if (typeof value === 'string') return this.mask(value) as T
    if (Array.isArray(value)) return value.map((member) => this.maskAll<unknown>(member)) as T
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.maskAll<unknown>(member)])) as T
  }
}

const brand = Symbol.for('headwater.brand')

/** What a frozen declaration is, for this and any other copy of the package that meets it. */
export type Brand = 'asset' | 'resource' | 'project' | 'schedule' | 'sensor' | 'override' | 'request' | 'moved'

/** Marks and freezes a declaration. The mark is a registered symbol, so duplicate copies of the package agree on it. */
export function branded<T extends object>(what: Brand, declaration: T): T {
  Object.defineProperty(declaration, brand, { value: what })
  return Object.freeze(declaration)
}

/** What a value was declared as; undefined when it is none of our declarations. */
export function brandOf(value: unknown): Brand | undefined {
  return typeof value === 'object' && value !== null ? (value as { [brand]?: Brand })[brand] : undefined
}

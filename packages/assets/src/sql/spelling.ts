/** How a database spells names and bound values. */
export interface Spelling {
  readonly name: (name: string) => string
  /** The placeholder of a bound value, by its position from 1. */
  readonly parameter: (position: number) => string
}

/** `"name"` and `$1`, as most databases have it. */
export const standardSpelling: Spelling = Object.freeze<Spelling>({
  name: (name) => `"${name.replaceAll('"', '""')}"`,
  parameter: (position) => `$${position}`,
})

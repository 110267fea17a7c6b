/** A selection that somebody kept under a name. */
export interface SavedSelection {
  readonly name: string
  readonly selection: string
}

/** So many are kept, and names and selections are so long at most: what is longer is not a selection of a person. */
export const mostSaved = 50
export const longestName = 60
const longestSelection = 10_000

/** What is kept in the browser's storage. Anything else that stands there is left out. */
export function readSaved(stored: string | null): readonly SavedSelection[] {
  const list = parsed(stored)
  if (!Array.isArray(list)) return []
  return list.slice(0, mostSaved).reduce<readonly SavedSelection[]>((saved, one: unknown) => {
    const next = savedOf(one)
    return next ? withSaved(saved, next) : saved
  }, [])
}

/** With one more, by name; one of the same name is replaced. The same list: it is full, or the name or the selection is empty or too long. */
export function withSaved(saved: readonly SavedSelection[], one: SavedSelection): readonly SavedSelection[] {
  const next = savedOf(one)
  if (!next) return saved
  const others = withoutSaved(saved, next.name)
  if (others.length >= mostSaved) return saved
  return [...others, next].sort((a, b) => a.name.localeCompare(b.name))
}

export function withoutSaved(saved: readonly SavedSelection[], name: string): readonly SavedSelection[] {
  return saved.filter((one) => one.name !== name)
}

function savedOf(value: unknown): SavedSelection | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { name, selection } = value as Partial<Record<string, unknown>>
  if (typeof name !== 'string' || typeof selection !== 'string') return undefined
  const one = { name: name.trim(), selection: selection.trim() }
  const fits = one.name.length <= longestName && one.selection.length <= longestSelection
  return fits && one.name !== '' && one.selection !== '' ? one : undefined
}

function parsed(stored: string | null): unknown {
  try {
    return JSON.parse(stored ?? '')
  } catch {
    return undefined
  }
}

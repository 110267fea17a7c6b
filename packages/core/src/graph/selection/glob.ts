/** A test of whole keys, segment by segment: `**` is any number of segments, also none, and `*` any characters of one. */
export function keyGlob(pattern: string): (key: string) => boolean {
  const wanted = pattern.split('/').map((segment) => ({ isRun: segment === '**', matches: textGlob(segment) }))
  return (key) => matchesRuns(wanted, key.split('/'))
}

/** A test of whole texts, in which `*` is any characters. */
export function textGlob(pattern: string): (text: string) => boolean {
  if (!pattern.includes('*')) return (text) => text === pattern
  if (pattern === '*') return () => true
  const wanted = Array.from(pattern, (character) => ({
    isRun: character === '*',
    matches: (found: string) => found === character,
  }))
  return (text) => matchesRuns(wanted, Array.from(text))
}

interface Wanted {
  /** Whether it stands for any number of parts, and not for one that `matches`. */
  readonly isRun: boolean
  readonly matches: (part: string) => boolean
}

/**
 * Whether the parts are what is wanted, in order. Only the last run is ever taken back, since a longer run before it
 * would not help; so the work is bounded by the product of the lengths, where a regular expression's grows without bound.
 */
function matchesRuns(wanted: readonly Wanted[], parts: readonly string[]): boolean {
  let at = 0
  let lastRun = -1
  let runEnd = 0
  for (let index = 0; index < parts.length; ) {
    const next = wanted[at]
    if (next?.isRun) {
      lastRun = at
      runEnd = index
      at += 1
    } else if (next?.matches(parts[index] ?? '')) {
      at += 1
      index += 1
    } else if (lastRun !== -1) {
      at = lastRun + 1
      runEnd += 1
      index = runEnd
    } else {
      return false
    }
  }
  return wanted.slice(at).every((each) => each.isRun)
}

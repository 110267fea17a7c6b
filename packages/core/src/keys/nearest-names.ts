import { compareKeys } from './asset-key.ts'

/**
 * Up to three of `names` that somebody who wrote `wanted` may have meant, the nearest first, case ignored: those within
 * one edit for every three characters, and those that contain it, as long as the nearest is not nearer by two edits.
 * A `*` in `wanted` stands for any run of characters.
 */
export function nearestNames(wanted: string, names: Iterable<string>): readonly string[] {
  const goal = wanted.toLowerCase()
  const literal = goal.replaceAll('*', '')
  const allowed = Math.max(1, Math.floor(literal.length / 3))
  const near: { readonly name: string; readonly edits: number }[] = []
  for (const name of new Set(names)) {
    const candidate = name.toLowerCase()
    const isContained = literal.length >= 3 && candidate.includes(literal)
    // Every character too many on either side is an edit; only asterisks take any number of them.
    const excess = literal.length - candidate.length
    const isTooFar = excess > allowed || (literal === goal && -excess > allowed)
    const edits = Math.min(isContained ? 1 : Infinity, isTooFar ? Infinity : editDistance(goal, candidate))
    if (edits <= allowed) near.push({ name, edits })
  }
  near.sort((a, b) => a.edits - b.edits || compareKeys(a.name, b.name))
  const farthest = (near[0]?.edits ?? 0) + 1
  const meant = near.filter((each) => each.edits <= farthest)
  return meant.slice(0, 3).map((each) => each.name)
}

/** A hint that offers these names, or nothing when there are none: for the end of an error. */
export function didYouMean(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?`
}

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
 * Source: Damerau, "A technique for computer detection and correction of spelling errors" (1964), restricted form.
 */
function editDistance(wanted: string, name: string): number {
  let secondLast: readonly number[] = []
  let last: readonly number[] = Array.from({ length: name.length + 1 }, (_, column) => column)
  for (let row = 1; row <= wanted.length; row += 1) {
    const wild = wanted[row - 1] === '*'
    const current = [cell(last, 0) + (wild ? 0 : 1)]
    for (let column = 1; column <= name.length; column += 1) {
      const same = wanted[row - 1] === name[column - 1]
      const swapped = wanted[row - 1] === name[column - 2] && wanted[row - 2] === name[column - 1]
      const step = wild ? 0 : 1
      current[column] = Math.min(
        cell(last, column) + step,
        cell(current, column - 1) + step,
        cell(last, column - 1) + (same ? 0 : 1),
        swapped ? cell(secondLast, column - 2) + 1 : Infinity,
      )
    }
    secondLast = last
    last = current
  }
  return cell(last, name.length)
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Infinity
}

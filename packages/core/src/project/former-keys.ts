import type { Moved } from '../define/index.ts'
import { HeadwaterError } from '../errors/index.ts'

/**
 * The names that assets had before, the newest first: `a` became `b` became `c` gives `c` the names `b` and `a`. What
 * cannot be is reported: an asset that is not there, a name that an asset has or that two of them had.
 */
export function formerKeys(
  moves: readonly Moved[],
  keys: ReadonlySet<string>,
  problems: HeadwaterError[],
): ReadonlyMap<string, readonly string[]> {
  const report = (message: string, hint: string): void =>
    void problems.push(new HeadwaterError('MOVE_INVALID', { message, hint }))
  const before = new Map<string, string>()
  const taken = new Map<string, string>()
  for (const { from, to } of moves) {
    if (keys.has(from))
      report(
        `\`${from}\` was moved to \`${to}\`, and there still is an asset \`${from}\`: whose history it is cannot be told`,
        `Give the asset \`${from}\` another key, or remove the move once it is recorded.`,
      )
    if (taken.has(from))
      report(`\`${from}\` was moved to \`${taken.get(from)}\` and to \`${to}\``, 'Keep one of the moves.')
    if (before.has(to))
      report(`\`${to}\` was moved from \`${before.get(to)}\` and from \`${from}\``, 'Keep one of the moves.')
    before.set(to, from)
    taken.set(from, to)
  }
  const strange = moves.find(({ to }) => !keys.has(endOf(to, taken)))
  if (strange) {
    const end = endOf(strange.to, taken)
    report(
      `\`${strange.from}\` was moved to \`${end}\`, which is not in the project`,
      'Add the asset, or remove the move.',
    )
  }
  return new Map([...keys].filter((key) => before.has(key)).map((key) => [key, chain(key, before)]))
}

/** The name that another one became in the end; any of those that became one another in a circle. */
function endOf(name: string, taken: ReadonlyMap<string, string>): string {
  const passed = new Set([name])
  for (let next = taken.get(name); next !== undefined && !passed.has(next); next = taken.get(next)) passed.add(next)
  return [...passed].at(-1) ?? name
}

function chain(key: string, before: ReadonlyMap<string, string>): readonly string[] {
  const names: string[] = []
  for (let name = before.get(key); name !== undefined && !names.includes(name); name = before.get(name))
    names.push(name)
  return names
}

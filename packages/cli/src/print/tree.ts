import type { Screen } from './screen.ts'

/** Something with branches below it. */
export interface Branch {
  readonly text: string
  readonly below: readonly Branch[]
}

/** Draws branches, each on its line, in front of their text. */
export function tree(screen: Screen, branches: readonly Branch[], indent = ''): readonly string[] {
  const { branch, last, pass } = screen.glyphs.tree
  return branches.flatMap(({ text, below }, index) => {
    const isLast = index === branches.length - 1
    const deeper = indent + (isLast ? ' '.repeat(pass.length) : pass)
    return [screen.paint('dim', indent + (isLast ? last : branch)) + text, ...tree(screen, below, deeper)]
  })
}

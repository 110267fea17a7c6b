import { dirname, relative } from 'node:path'
import { ownFolder } from '../own-package.ts'

/** Where this package lies, and the library beside it. */
const ours = ['core', 'assets', 'cli'].map((name) => `${dirname(ownFolder)}/${name}/`)
const most = 6

/** The lines of a stack that are the user's own code, with paths from the working directory, as `at fetch (src/a.ts:3:9)`. */
export function userFrames(stack: string | undefined): readonly string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim().replaceAll('file://', ''))
    .filter((line) => !line.includes('node:') && !line.includes('(native)') && !line.includes('(<anonymous>)'))
    .filter((line) => !ours.some((folder) => line.includes(folder)) && !line.includes('/node_modules/'))
    .slice(0, most)
    .map((line) => line.replace(/(?<=\(|at )(\/[^():]+)(?=:\d)/, (path) => nearby(path)))
}

function nearby(path: string): string {
  const from = relative(process.cwd(), path)
  return from.startsWith('../..') ? path : from
}

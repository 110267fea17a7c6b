import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

export const repository = join(import.meta.dirname, '../../../..')

/** A page of the documentation. */
export interface Page {
  /** From the root of the repository, parted by `/`. */
  readonly path: string
  readonly text: string
}

/** The READMEs of the repository and its packages, and everything in docs. */
export function pages(): readonly Page[] {
  const paths = globSync(['README.md', 'packages/*/README.md', 'docs/**/*.md'], { cwd: repository })
  return paths
    .map((path) => path.replaceAll(sep, '/'))
    .sort()
    .map(pageAt)
}

export function pageAt(path: string): Page {
  return { path, text: readFileSync(join(repository, path), 'utf8') }
}

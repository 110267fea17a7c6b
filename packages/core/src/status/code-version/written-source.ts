import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FunctionSite } from './scope.ts'
import type { SourceModule } from './source-module.ts'

/** Code as a person wrote it. */
export interface WrittenSource {
  /** The absolute path. */
  readonly file: string
  /** Where it begins, counted from 1. */
  readonly line: number
  readonly text: string
}

/** A longer statement is a whole module rather than one declaration: then the function alone is shown. */
const longest = 20_000

/** The statement of a module that holds a function, types and all. */
export function writtenSource({ url, text, program }: SourceModule, site: FunctionSite): WrittenSource {
  const file = fileURLToPath(url)
  const written = writtenText(file)
  // Types are stripped to blanks, so that both texts have the same places.
  const whole = written?.length === text.length ? written : text
  const statement = program.body.find(({ start, end }) => start <= site.node.start && site.node.end <= end)
  const { start, end } = statement && statement.end - statement.start <= longest ? statement : site.node
  return { file, line: whole.slice(0, start).split(/\r\n|\r|\n/).length, text: whole.slice(start, end) }
}

/** A file that was moved since it was loaded is shown as it was loaded. */
function writtenText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

import type { Project } from '@headwater/core'
import type { Option } from 'commander'
import type { ExitCode } from './exit-codes.ts'
import type { Flags } from './flags.ts'
import type { Screen } from './print/screen.ts'

/** One command: what it says of itself, and what it does. */
export interface Command {
  /** In the words of commander: `<asset> [partition]`. */
  readonly args: string
  /** What `--help` says beside the summary, if anything. */
  readonly about?: string
  readonly flags: readonly Option[]
  /** A command line, and what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[]
  readonly run: (call: Call) => Promise<Answer>
}

/** A command before it is needed: its summary, and how to load the rest. */
export interface CatalogueEntry {
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** Commands by name. */
export type Catalogue = { readonly [name: string]: CatalogueEntry }

/** One use of a command. */
export interface Call {
  readonly args: readonly string[]
  readonly flags: Flags
  /** Where the command was called: paths in its arguments start here, and not beside the config. */
  readonly cwd: string
  /** Standard error: for what is said while the command works. */
  readonly aside: Screen
  /** All commands there are. */
  readonly catalogue: Catalogue
  /** Loads the project, works with it, and closes it. */
  readonly withProject: <T>(work: (project: Project) => Promise<T>) => Promise<T>
}

/** What a command found: the same as data and as text. */
export interface Answer {
  readonly data: unknown
  readonly text: (screen: Screen) => string
  /** Default: 0. */
  readonly exitCode?: ExitCode
}

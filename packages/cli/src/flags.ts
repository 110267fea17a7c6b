import { InvalidArgumentError, Option } from 'commander'

/** The options of all commands: one name means one thing, whichever command takes it. */
export interface Flags {
  readonly config?: string
  readonly profile?: string
  readonly json?: true
  readonly quiet?: true
  readonly color: boolean
  readonly partitions?: string
  readonly force?: true
  readonly upstream?: true
  readonly downstream?: true
  readonly dryRun?: true
  readonly plan?: string
  readonly concurrency?: number
  readonly limit?: number
  readonly format?: 'table' | 'json' | 'csv'
}

/** Options that every command takes. */
export const commonFlags: readonly Option[] = [
  new Option('--config <file>', 'the project file; default: headwater.config.ts here or in a folder above'),
  new Option('--profile <name>', 'set HEADWATER_PROFILE before the project is loaded'),
  new Option('--json', 'print one JSON object and nothing else'),
  new Option('-q, --quiet', 'no progress and no notes, only the answer'),
  new Option('--no-color', 'plain text; NO_COLOR and FORCE_COLOR are honoured too'),
]

/** `--partitions` of the commands that make or check them. */
export const partitionsFlag = new Option(
  '-p, --partitions <which>',
  'a key, a list `a,b`, a range `a..b`, latest, missing, stale or all',
)

/** Around what is selected. */
export const aroundFlags: readonly Option[] = [
  new Option('--upstream', 'also everything upstream of the selection'),
  new Option('--downstream', 'also everything downstream of the selection'),
]

/** Which partitions a plan takes. */
export const planFlags: readonly Option[] = [
  partitionsFlag,
  new Option('-f, --force', 'also what is up to date'),
  ...aroundFlags,
]

/** `--limit` with what it counts. */
export function limitFlag(description: string): Option {
  return new Option('-n, --limit <count>', description).argParser(wholeNumber(0))
}

/** `--concurrency`: at least 1. */
export const concurrencyFlag = new Option('--concurrency <count>', 'partitions made at a time').argParser(
  wholeNumber(1),
)

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) >= least) return Number(text)
    throw new InvalidArgumentError(`A whole number from ${least} on is needed.`)
  }
}

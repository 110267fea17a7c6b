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
  readonly mermaid?: true
  readonly maxSteps?: number
  readonly dryRun?: true
  readonly plan?: string
  readonly concurrency?: number
  readonly chunk?: number
  readonly resume?: string
  readonly again?: string
  readonly delete?: true
  readonly events?: number
  readonly yes?: true
  readonly move?: string
  readonly limit?: number
  readonly format?: 'table' | 'json' | 'csv'
  readonly port?: number
  readonly host?: string
  readonly allowHost?: readonly string[]
  readonly readOnly?: true
  /** True: one is to be made. */
  readonly token?: string | true
  readonly open?: true
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
  new Option(
    '--max-steps <count>',
    'so many partitions at most, upstream first; the next run makes the rest',
  ).argParser(wholeNumber(1)),
]

/** `--dry-run` with what is shown instead of being done. */
export function dryRunFlag(description: string): Option {
  return new Option('--dry-run', description)
}

/** `--yes` of the commands that ask before they act. */
export const yesFlag = new Option('-y, --yes', 'do not ask')

/** `--events` of prune. */
export const eventsFlag = new Option(
  '--events <days>',
  'also events older than this, as far as nothing needs them any more',
).argParser(wholeNumber(0))

/** `--move` of models. */
export const moveFlag = new Option(
  '--move <alias=version>',
  'give an alias to a version, by its number or another alias',
)

/** `--limit` with what it counts. */
export function limitFlag(description: string): Option {
  return new Option('-n, --limit <count>', description).argParser(wholeNumber(0))
}

/** `--concurrency`: at least 1. */
export const concurrencyFlag = new Option('--concurrency <count>', 'partitions made at a time').argParser(
  wholeNumber(1),
)

/** `--chunk`: how many partitions one call of a range asset makes. */
export const chunkFlag = new Option(
  '--chunk <count>',
  'partitions that one call of a range asset makes, or `all` of them; default: 5000',
).argParser((text) => (text === 'all' ? allInOneCall : wholeNumber(1)(text)))

/** What `--chunk all` means: no plan has more partitions. */
export const allInOneCall = Number.MAX_SAFE_INTEGER

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    if (/^\d+$/.test(text) && Number(text) >= least) return Number(text)
    throw new InvalidArgumentError(`A whole number from ${least} on is needed.`)
  }
}

import type { DynamicKeys, Project } from '@headwater/core'
import type { Answer, Call, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { limitFlag } from '../flags.ts'
import type { Screen } from '../print/screen.ts'
import { count, number } from '../print/words.ts'

/** Keys that are printed when no limit is given. */
const usual = 100

export const keys: Command = {
  args: '<dimension...>',
  about:
    '`keys <dimension>` lists, `keys add <dimension> <key>...` and `keys remove <dimension> <key>...` change. What a removed key held is kept.',
  flags: [limitFlag(`keys at most; 0 for all; default: ${usual}, with --json all`)],
  examples: [
    ['headwater keys symbols', 'the keys that there are now, in the order in which they were added'],
    ['headwater keys add symbols AAPL MSFT', 'two more; those that are there already are no mistake'],
    ['headwater keys remove symbols MSFT', 'one less'],
  ],
  run: (call) => {
    const wish = wishOf(call.args)
    return call.withProject((project) => carryOut(project, wish, call))
  },
}

/** What is to be done with which keys. */
interface Wish {
  readonly action: 'list' | 'add' | 'remove'
  readonly dimension: string
  readonly keys: readonly string[]
}

function wishOf([first = '', ...rest]: readonly string[]): Wish {
  if (first !== 'add' && first !== 'remove') {
    if (rest.length > 0) throw misused(`\`${first}\` is neither add nor remove`)
    return { action: 'list', dimension: first, keys: [] }
  }
  const [dimension, ...named] = rest
  if (dimension === undefined || named.length === 0) throw misused(`\`keys ${first}\` takes a dimension and its keys`)
  return { action: first, dimension, keys: named }
}

function misused(message: string): CommandError {
  return new CommandError('USAGE_INVALID', {
    message,
    hint: 'Write `headwater keys symbols`, `headwater keys add symbols AAPL` or `headwater keys remove symbols AAPL`.',
  })
}

async function carryOut(project: Project, { action, dimension, keys: named }: Wish, { flags }: Call): Promise<Answer> {
  const of = dimensionNamed(project, dimension)
  const before = new Set(await project.keys(of))
  if (action === 'add') await project.addKeys(of, ...named)
  if (action === 'remove') await project.removeKeys(of, ...named)
  const now = action === 'list' ? before : new Set(await project.keys(of))
  const found = action === 'list' ? [...now] : [...new Set(named)].filter((key) => before.has(key) !== now.has(key))
  const { limit = flags.json ? 0 : usual } = flags
  const shown = limit === 0 ? found : found.slice(0, limit)
  const data = { dimension, action, count: now.size, keys: shown }
  const rest = found.length - shown.length
  return { data, text: (screen) => (action === 'list' ? listText(screen, data, rest) : changeText(data, rest)) }
}

function dimensionNamed(project: Project, named: string): DynamicKeys<string> {
  const dimensions = project.dimensions()
  const found = dimensions.find(({ name }) => name === named)
  if (found) return found
  const names = dimensions.map(({ name }) => `\`${name}\``).join(', ')
  throw new CommandError('USAGE_INVALID', {
    message: `no asset is cut by dynamic partitions \`${named}\``,
    hint: names === '' ? 'The project has none: see `dynamicKeys`.' : `The project has ${names}.`,
  })
}

/** Keys of a dimension: those that were asked for, or those that changed; and how many there are. */
interface Found {
  readonly dimension: string
  readonly action: Wish['action']
  readonly count: number
  readonly keys: readonly string[]
}

function listText(screen: Screen, { dimension, count: of, keys: shown }: Found, rest: number): string {
  if (of === 0) return `${dimension} has no keys yet: \`headwater keys add ${dimension} <key>...\` adds some.\n`
  const more = rest > 0 ? [screen.paint('dim', `and ${number(rest)} more; --limit 0 shows all`)] : []
  return `${[...shown, ...more].join('\n')}\n`
}

function changeText({ dimension, action, count: of, keys: shown }: Found, rest: number): string {
  const there = `${dimension} has ${count(of, 'key')}`
  if (shown.length === 0) return `Nothing to ${action}: ${there}.\n`
  const more = rest > 0 ? ` and ${number(rest)} more` : ''
  return `${action === 'add' ? 'Added' : 'Removed'} ${shown.join(', ')}${more}: ${there}.\n`
}

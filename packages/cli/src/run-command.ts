import type { Project } from '@headwater/core'
import { Command as Program, CommanderError } from 'commander'
import type { Answer, Call, CatalogueEntry, Command } from './command.ts'
import { CommandError } from './command-error.ts'
import { catalogue } from './commands/catalogue.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import { findConfig } from './find-config.ts'
import { commonFlags, type Flags } from './flags.ts'
import { withExamples, withExitCodes } from './help-text.ts'
import { loadProject } from './load-project.ts'
import { ownVersion } from './own-package.ts'
import { errorData, errorText } from './print/error-text.ts'
import { jsonText } from './print/json.ts'
import { type Screen, screenOf } from './print/screen.ts'

/** What was asked for, once the command line is understood. */
interface Asked {
  readonly name: string
  readonly command: Command
  readonly args: readonly string[]
  readonly flags: Flags
}

/** Carries out a command line: prints the answer, or what is wrong, and tells what to exit with. */
export async function runCommand(argv: readonly string[]): Promise<ExitCode> {
  const color = !argv.includes('--no-color')
  const screen = screenOf(process.stdout, process.env, color)
  const aside = screenOf(process.stderr, process.env, color)
  const named = argv.find((word) => Object.hasOwn(catalogue, word))
  try {
    const asked = await understand(argv, screen)
    if (!asked) return 0
    const answer = await asked.command.run(callOf(asked, aside))
    return say(asked, answer, screen)
  } catch (thrown) {
    const error = errorData(thrown)
    if (argv.includes('--json'))
      process.stdout.write(`${jsonText({ ok: false, ...(named ? { command: named } : {}), error })}\n`)
    else process.stderr.write(errorText(aside, error))
    return exitCodeOf(error.code)
  }
}

function say({ name, flags }: Asked, { data, text, exitCode = 0 }: Answer, screen: Screen): ExitCode {
  process.stdout.write(flags.json ? `${jsonText({ ok: exitCode === 0, command: name, data })}\n` : text(screen))
  return exitCode
}

/** Reads the command line. Undefined: help or the version was asked for, and printed. Throws USAGE_INVALID. */
async function understand(argv: readonly string[], screen: Screen): Promise<Asked | undefined> {
  let asked: Asked | undefined
  const program = newProgram(screen)
  try {
    const [first, second] = program.parseOptions([...argv]).operands
    const wanted = first === 'help' ? second : first
    for (const [name, entry] of Object.entries(catalogue)) {
      const sub = program.command(name).summary(entry.summary).description(entry.summary)
      if (name !== wanted) continue
      const command = await declare(sub, entry)
      sub.action(() => {
        asked = { name, command, args: sub.args, flags: sub.optsWithGlobals<Flags>() }
      })
    }
    if (argv.length === 0) program.help()
    await program.parseAsync([...argv], { from: 'user' })
    return asked
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    if (thrown.exitCode === 0) return undefined
    throw usageError(thrown)
  }
}

function newProgram(screen: Screen): Program {
  const program = new Program('headwater')
    .description('Materialize, check and inspect software-defined assets.')
    .usage('<command> [options]')
    .version(ownVersion(), '-V, --version', 'print the version')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(screen.width, 100),
      getOutHasColors: () => screen.paint('bold', 'x') !== 'x',
    })
  for (const flag of commonFlags) program.addOption(flag)
  return withExitCodes(program)
}

async function declare(sub: Program, entry: CatalogueEntry): Promise<Command> {
  const command = await entry.load()
  const { args, about, flags, examples } = command
  if (args !== '') sub.arguments(args)
  sub.description(`${sentence(entry.summary)}${about ? ` ${about}` : ''}`)
  for (const flag of flags) sub.addOption(flag)
  withExamples(sub, examples)
  return command
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

/** commander's own words, with its suggestion as the hint. */
function usageError({ message }: CommanderError): CommandError {
  const [first = '', ...rest] = message.split('\n')
  const suggestion = rest.join(' ').replaceAll(/[()]/g, '').trim()
  return new CommandError('USAGE_INVALID', {
    message: first === '(outputHelp)' ? 'no command was named' : first.replace(/^error: /, '').replaceAll("'", '`'),
    hint: suggestion || 'See `headwater --help`, or that of the command.',
  })
}

function callOf({ args, flags }: Asked, aside: Screen): Call {
  const cwd = process.cwd()
  const withProject = async <T>(work: (project: Project) => Promise<T>): Promise<T> => {
    const project = await loadProject(findConfig(cwd, flags.config), flags.profile)
    try {
      return await work(project)
    } finally {
      await project.close()
    }
  }
  return { args, flags, cwd, aside, catalogue, withProject }
}

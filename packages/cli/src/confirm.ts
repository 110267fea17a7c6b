import { createInterface } from 'node:readline/promises'
import type { Call } from './command.ts'
import { CommandError } from './command-error.ts'

/**
 * Shows what is about to happen and asks whether it may. Throws CANCELLED when the answer is no, and USAGE_INVALID when
 * there is nobody to ask. `--yes` answers before.
 */
export async function confirm(
  { flags }: Call,
  of: { readonly shown: string; readonly question: string },
): Promise<void> {
  if (flags.yes) return
  if (!process.stdin.isTTY)
    throw new CommandError('USAGE_INVALID', {
      message: 'this cannot be undone, and nobody can be asked whether it may: standard input is no terminal',
      hint: 'See with --dry-run what it would do, then say --yes.',
    })
  process.stderr.write(`${of.shown}\n`)
  if (/^\s*y(es)?\s*$/i.test(await asked(`${of.question} [y/N] `))) return
  throw new CommandError('CANCELLED', { message: 'nothing was changed' })
}

/** What is typed; empty when the terminal is closed or interrupted instead. */
async function asked(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    return await Promise.race([terminal.question(question), closed])
  } finally {
    terminal.close()
  }
}

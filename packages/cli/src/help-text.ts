import type { Command as Program } from 'commander'
import type { Command } from './command.ts'
import { exitCodes } from './exit-codes.ts'

/** Adds the examples to the end of a command's help. */
export function withExamples(sub: Program, examples: Command['examples']): void {
  const lines = examples.map(([line, meaning]) => `  ${line}\n      ${meaning}`)
  sub.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}

/** Adds the selection language and the exit codes to the end of the help. */
export function withExitCodes(program: Program): Program {
  const codes = Object.entries(exitCodes).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`)
  return program.addHelpText(
    'after',
    `
Selections:
  market/fct_prices   an asset          +market/fct_prices   with all upstream
  fct_prices          the same, short   fct_prices+1         with one level downstream
  group:market  kind:sql  owner:ann  tag:nightly  status:stale  market/*
  together: and, or, not, ( ); quote them for the shell: '+fct_prices and not tag:slow'

Exit codes:
${codes.join('\n')}

\`headwater <command> --help\` says more, with examples.`,
  )
}

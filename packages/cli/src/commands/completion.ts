import type { Answer, Catalogue, Command } from '../command.ts'
import { CommandError } from '../command-error.ts'
import { commonFlags } from '../flags.ts'
import { bashCompletion, type CompletionWords, fishCompletion, zshCompletion } from '../print/completion-scripts.ts'

const shells: { readonly [shell: string]: (words: readonly CompletionWords[]) => string } = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

export const completion: Command = {
  args: '<shell>',
  about: 'For bash, zsh and fish.',
  flags: [],
  examples: [
    ['source <(headwater completion bash)', 'in ~/.bashrc; the same for zsh in ~/.zshrc, after compinit'],
    ['headwater completion fish > ~/.config/fish/completions/headwater.fish', 'for fish'],
  ],
  run: async ({ args: [shell = ''], catalogue }): Promise<Answer> => {
    const write = Object.hasOwn(shells, shell) ? shells[shell] : undefined
    if (!write)
      throw new CommandError('USAGE_INVALID', {
        message: `there is no completion for \`${shell}\``,
        hint: `There is one for ${Object.keys(shells).join(', ')}.`,
      })
    const script = write(await wordsOf(catalogue))
    return { data: { shell, script }, text: () => script }
  },
}

async function wordsOf(catalogue: Catalogue): Promise<readonly CompletionWords[]> {
  return Promise.all(
    Object.entries(catalogue).map(async ([name, { summary, load }]) => {
      const { flags } = await load()
      const options = [...flags, ...commonFlags].map(({ long, description, mandatory, required }) => ({
        name: long ?? '',
        description,
        takesValue: mandatory || required,
      }))
      return { name, summary, options }
    }),
  )
}

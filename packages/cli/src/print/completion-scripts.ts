/** What can be completed of one command. */
export interface CompletionWords {
  readonly name: string
  readonly summary: string
  readonly options: readonly { readonly name: string; readonly description: string; readonly takesValue: boolean }[]
}

/** For bash: commands first, then the options of the command, else files. */
export function bashCompletion(commands: readonly CompletionWords[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map((option) => option.name).join(' ')}" ;;`,
  )
  return `# headwater completion for bash
_headwater() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _headwater headwater
`
}

/** For zsh, with descriptions. */
export function zshCompletion(commands: readonly CompletionWords[]): string {
  const names = commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`)
  const cases = commands.map(({ name, options }) => {
    const specs = options.map((option) =>
      quoted(
        `${option.name}[${option.description.replaceAll(/[[\]:]/g, ' ')}]${option.takesValue ? ':value:_files' : ''}`,
      ),
    )
    return `    ${name}) _arguments ${specs.join(' ')} '*:argument:_files' ;;`
  })
  return `#compdef headwater
_headwater() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join('\n')}
  esac
}
compdef _headwater headwater
`
}

/** For fish, with descriptions. */
export function fishCompletion(commands: readonly CompletionWords[]): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c headwater -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...options.map(
      (option) =>
        `complete -c headwater -n '__fish_seen_subcommand_from ${name}' -l ${option.name.slice(2)}${option.takesValue ? ' -r' : ''} -d ${quoted(option.description)}`,
    ),
  ])
  return `# headwater completion for fish\n${lines.join('\n')}\n`
}

/** In single quotes, as these shells read them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

import { styleText } from 'node:util'

/** What a stream can show, and how to write for it. */
export interface Screen {
  readonly isTerminal: boolean
  /** Columns; Infinity where the text goes to a file or another program. */
  readonly width: number
  readonly glyphs: Glyphs
  /** The text in a style, or as it is where colours are not wanted. */
  readonly paint: (style: Style, text: string) => string
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export interface Glyphs {
  readonly good: string
  readonly bad: string
  readonly warning: string
  readonly none: string
  readonly spinner: readonly string[]
  readonly bar: readonly [done: string, left: string]
  readonly tree: { readonly branch: string; readonly last: string; readonly pass: string }
  readonly ellipsis: string
}

const unicode: Glyphs = {
  good: '✓',
  bad: '✗',
  warning: '▲',
  none: '·',
  spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  bar: ['━', '─'],
  tree: { branch: '├─ ', last: '└─ ', pass: '│  ' },
  ellipsis: '…',
}

const ascii: Glyphs = {
  good: '+',
  bad: 'x',
  warning: '!',
  none: '.',
  spinner: ['|', '/', '-', '\\'],
  bar: ['#', '-'],
  tree: { branch: '|- ', last: '`- ', pass: '|  ' },
  ellipsis: '...',
}

type Variables = { readonly [name: string]: string | undefined }

/** Finds out what a stream can show. `color: false` is the user's own wish and beats every variable. */
export function screenOf(
  stream: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined },
  env: Variables,
  color: boolean,
): Screen {
  const isTerminal = stream.isTTY === true
  const painted = color && wantsColor(isTerminal, env)
  return {
    isTerminal,
    width: columnsIn(env) ?? (isTerminal ? stream.columns || 80 : Infinity),
    glyphs: speaksUnicode(env) ? unicode : ascii,
    paint: (style, text) => (painted && text !== '' ? styleText(style, text, { validateStream: false }) : text),
  }
}

/** FORCE_COLOR, then NO_COLOR (https://no-color.org), then what the terminal is. */
function wantsColor(isTerminal: boolean, { FORCE_COLOR: force, NO_COLOR: none, TERM: term }: Variables): boolean {
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (none !== undefined && none !== '') return false
  return isTerminal && term !== 'dumb'
}

function columnsIn({ COLUMNS }: Variables): number | undefined {
  const columns = Number(COLUMNS)
  return Number.isInteger(columns) && columns > 0 ? columns : undefined
}

/** A locale that is set and is not UTF-8 cannot show more than ASCII; neither can a bare Linux console. */
function speaksUnicode({ TERM: term, LC_ALL, LC_CTYPE, LANG }: Variables): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG
  if (term === 'dumb' || term === 'linux') return false
  return !locale || /utf-?8/i.test(locale)
}

import type { Page } from './pages.ts'

/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string
  readonly text: string
  /** Of its first line, counted from 1. */
  readonly line: number
  readonly directives: readonly Directive[]
}

/**
 * What stands in a comment above a block of TypeScript. Without one, a block is a module of its own.
 *
 * - `<!-- file: stores.ts -->`: it is that file, which later blocks of the page import.
 * - `<!-- continues -->`: it goes on where the block before ended.
 * - `<!-- given`, lines of code, `-->`: these lines come first; readers can do without them.
 * - `<!-- refused -->`: the compiler refuses every line of it that is neither import nor comment.
 */
export type Directive =
  | { readonly kind: 'continues' | 'refused' }
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'given'; readonly text: string }

/** One line of a module, with its place on the page; what is given has none. */
export interface CodeLine {
  readonly text: string
  readonly line: number | undefined
  readonly refused: boolean
}

export interface CodeModule {
  readonly page: string
  readonly name: string
  readonly lines: readonly CodeLine[]
}

const commentOrFence = /^<!-- (?<comment>[\s\S]*?)-->$|^```(?<language>\w*)\n(?<code>[\s\S]*?)^```$/gm

/** The fenced blocks of a page, each with the directives above it. */
export function codeBlocks({ text }: Page): readonly CodeBlock[] {
  const blocks: CodeBlock[] = []
  let directives: Directive[] = []
  for (const found of text.matchAll(commentOrFence)) {
    const { comment, language = '', code } = found.groups ?? {}
    if (code === undefined) directives.push(...directiveOf(comment ?? ''))
    else {
      const line = text.slice(0, found.index).split('\n').length + 1
      blocks.push({ language, text: code, line, directives })
      directives = []
    }
  }
  return blocks
}

function directiveOf(comment: string): readonly Directive[] {
  const [, word = '', rest = ''] = /^(\w+):?\s*([\s\S]*)$/.exec(comment.trim()) ?? []
  if (word === 'continues' || word === 'refused') return [{ kind: word }]
  if (word === 'file') return [{ kind: word, name: rest }]
  return word === 'given' ? [{ kind: word, text: rest }] : []
}

/** The TypeScript of a page as modules, in its order. */
export function modulesOf(page: Page): readonly CodeModule[] {
  const modules: { page: string; name: string; lines: CodeLine[] }[] = []
  for (const block of codeBlocks(page).filter(({ language }) => language === 'ts')) {
    const named = block.directives.find((directive) => directive.kind === 'file')
    const before = block.directives.some(({ kind }) => kind === 'continues') ? modules.at(-1) : undefined
    const module = before ?? { page: page.path, name: named?.name ?? `block-${modules.length + 1}.ts`, lines: [] }
    if (!before) modules.push(module)
    module.lines.push(...linesOf(block))
  }
  return modules
}

function linesOf({ text, line, directives }: CodeBlock): readonly CodeLine[] {
  const isRefused = directives.some(({ kind }) => kind === 'refused')
  const given = directives.flatMap((directive) => (directive.kind === 'given' ? directive.text.split('\n') : []))
  const shown = text.split('\n').slice(0, -1)
  return [
    ...given.map((text) => ({ text, line: undefined, refused: false })),
    ...shown.map((text, index) => ({
      text,
      line: line + index,
      refused: isRefused && text !== '' && !/^(import|\/\/)/.test(text),
    })),
  ]
}

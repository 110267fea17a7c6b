import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CodeModule, modulesOf } from './code-blocks.ts'
import { type Page, pages, repository } from './pages.ts'
import { Workspace } from './workspace.ts'

/** What the compiler says of a line: of a page, or of the code that is given to it. */
interface Diagnostic {
  readonly page: string
  readonly line: number | undefined
  readonly text: string
}

/** Shapes of answers, which its own test writes from schemas: TypeScript for the eye only. */
const shapes = 'docs/reference/json.md'

const modules = pages()
  .filter(({ path }) => path !== shapes)
  .flatMap((page) => modulesOf(withGiven(page)))
const workspace = new Workspace()
let diagnostics: readonly Diagnostic[] = []

beforeAll(() => {
  workspace.write('tsconfig.json', JSON.stringify(configuration))
  for (const module of modules) workspace.write(fileOf(module), sourceOf(module))
  diagnostics = compile()
}, 120_000)

afterAll(() => workspace.remove())

describe('the TypeScript of the documentation', () => {
  it.each([...new Set(modules.map(({ page }) => page))])('%s is accepted by the compiler', (page) => {
    const refusedOnPurpose = new Set(refusedLines(page))
    const mistakes = diagnostics.filter((found) => found.page === page && !refusedOnPurpose.has(found.line ?? 0))
    expect(mistakes.map(({ line, text }) => `${page}:${line ?? 'given'}: ${text}`)).toEqual([])
  })

  it.each(modules.filter(({ lines }) => lines.some(({ refused }) => refused)).map(({ page }) => page))(
    '%s shows lines that the compiler refuses, each for a reason of its own',
    (page) => {
      const found = new Set(diagnostics.filter((diagnostic) => diagnostic.page === page).map(({ line }) => line))
      expect(refusedLines(page).filter((line) => !found.has(line))).toEqual([])
    },
  )
})

const configuration = {
  extends: join(repository, 'tsconfig.base.json'),
  compilerOptions: {
    composite: false,
    declaration: false,
    emitDeclarationOnly: false,
    noEmit: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
  },
  include: ['pages/**/*.ts'],
}

/** A page that another hand keeps, whose one block speaks of things that it does not declare. */
function withGiven(page: Page): Page {
  if (page.path !== 'docs/guide/code-versions.md') return page
  const given = ["import { asset } from '@headwater/core'", "import { z } from 'zod'", 'const Report = z.string()']
  const makeReport = "const makeReport = () => 'report'"
  return {
    ...page,
    text: page.text.replace('```ts\n', `<!-- given\n${[...given, makeReport].join('\n')}\n-->\n\`\`\`ts\n`),
  }
}

function fileOf({ page, name }: CodeModule): string {
  return `pages/${page.replace(/\.md$/, '')}/${name}`
}

/** Without an export a block would share its names with all others. */
function sourceOf({ lines }: CodeModule): string {
  return `${lines.map(({ text }) => text).join('\n')}\nexport {}\n`
}

function refusedLines(page: string): readonly number[] {
  const lines = modules.filter((module) => module.page === page).flatMap((module) => module.lines)
  return lines.flatMap(({ refused, line }) => (refused && line !== undefined ? [line] : []))
}

/** Of the sources that the blocks import other tests take care. */
function compile(): readonly Diagnostic[] {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', workspace.folder, '--pretty', 'false'], {
    cwd: workspace.folder,
    encoding: 'utf8',
  })
  const byFile = new Map(modules.map((module) => [fileOf(module), module]))
  const messages = [...stdout.matchAll(/^(?<file>\S+)\((?<line>\d+),\d+\): error (?<text>.*(?:\n .*)*)/gm)]
  expect(messages.length > 0 || stdout === '', stdout).toBe(true)
  return messages.flatMap(({ groups = {} }) => {
    const module = byFile.get(groups['file'] ?? '')
    const line = module?.lines[Number(groups['line']) - 1]?.line
    return module ? [{ page: module.page, line, text: groups['text'] ?? '' }] : []
  })
}

import { tokenizer } from 'acorn'
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SourceModule } from '../../../src/status/code-version/source-module.ts'

const repository = join(import.meta.dirname, '../../../../..')
const files = globSync('packages/*/src/**/*.ts', { cwd: repository })
const copies = mkdtempSync(join(tmpdir(), 'formatting-'))

const otherHabits = {
  root: true,
  formatter: { indentStyle: 'tab', lineWidth: 60, bracketSpacing: false },
  javascript: {
    formatter: {
      quoteStyle: 'double',
      semicolons: 'always',
      trailingCommas: 'none',
      arrowParentheses: 'asNeeded',
      quoteProperties: 'preserve',
    },
  },
}

/** The digests of all declarations of a file, by name: what versions are made of. */
function digests(text: string): ReadonlyMap<string, string> {
  const module = new SourceModule(stripTypeScriptTypes(text), 'file:///any.ts')
  const known = [...module.declarations].map(([name, from]) => [name, 'node' in from ? module.digestOf(from.node) : ''])
  return new Map([...known, ['', module.digestOf(module.program)]] as [string, string][])
}

/** The same tokens with other blanks and comments between them; line breaks stay where there were some. */
function laidOut(text: string, choices: readonly string[]): string {
  const tokens = [...tokenizer(text, { ecmaVersion: 'latest', sourceType: 'module' })]
  let [at, result] = [0, '']
  for (const [index, { start, end }] of tokens.entries()) {
    const gap = text.slice(at, start)
    const around = gap.includes('\n') ? '\n' : ' '
    // Where nothing stands between two tokens, as within a template, nothing is put.
    if (gap !== '') result += `${around}${choices[index % choices.length] ?? ''}${around}`
    result += text.slice(start, end)
    at = end
  }
  return result
}

beforeAll(() => {
  files.forEach((file, index) => cpSync(join(repository, file), join(copies, `${index}-${basename(file)}`)))
})
afterAll(() => rmSync(copies, { recursive: true }))

describe('the digests of declarations stay the same', () => {
  it('when a formatter of other habits has been over the sources of this repository', () => {
    writeFileSync(join(copies, 'biome.json'), JSON.stringify(otherHabits))
    execFileSync(join(repository, 'node_modules/.bin/biome'), ['format', '--write', '.'], {
      cwd: copies,
      stdio: 'pipe',
    })
    let changed = 0
    for (const [index, file] of files.entries()) {
      const [before, after] = [join(repository, file), join(copies, `${index}-${basename(file)}`)]
      const [text, formatted] = [readFileSync(before, 'utf8'), readFileSync(after, 'utf8')]
      if (formatted !== text) changed += 1
      expect(digests(formatted), file).toEqual(digests(text))
    }
    expect(changed).toBeGreaterThan(files.length / 2)
  })

  it('whatever blanks and comments stand between the tokens', () => {
    const filling = fc.oneof(
      fc.constantFrom('', ' ', '\t  ', '/**/', '/* const a = 1 */'),
      fc.stringMatching(/^[\w (){}'"`;$]*$/).map((text) => `/* ${text} */`),
    )
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(filling, { minLength: 1, maxLength: 20 }), (file, choices) => {
        const text = stripTypeScriptTypes(readFileSync(join(repository, file), 'utf8'))
        expect(digests(laidOut(text, choices)), file).toEqual(digests(text))
      }),
      { numRuns: 150 },
    )
  })
})

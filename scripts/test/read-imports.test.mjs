import { expect, it } from 'vitest'
import { readImports } from '../read-imports.mjs'

const read = (source) => readImports(source).map(({ specifier, line, kind }) => `${line} ${kind} ${specifier}`)

it('reads every way of naming a module', () => {
  const source = [
    "import './effect.ts'",
    "import plain, { type A, b as from } from './plain.ts'",
    "import type, { c } from './called-type.ts'",
    "import type { D } from './types.ts'",
    "import * as all from './all.ts' with { type: 'json' }",
    "export * from './again.ts'",
    "export type { E } from './types-again.ts'",
    "type F = import('./in-a-type.ts').F",
    "const g = await import('./lazy.ts')",
  ]
  expect(read(source.join('\n'))).toEqual([
    '1 static ./effect.ts',
    '2 static ./plain.ts',
    '3 static ./called-type.ts',
    '4 type ./types.ts',
    '5 static ./all.ts',
    '6 static ./again.ts',
    '7 type ./types-again.ts',
    '8 dynamic ./in-a-type.ts',
    '9 dynamic ./lazy.ts',
  ])
})

it.each([
  ['a comment', "// import './a.ts'\n/* import './a.ts' */"],
  ['a string', `const text = "import './a.ts'"`],
  ['a template', "const text = `\nimport './a.ts'\n${name}\nimport './a.ts'`"],
  ['a regular expression', "const expression = /import './'/"],
  ['a declaration', "export const from = './a.ts'\nexport default './a.ts'\nexport { from }"],
  ['a method', "loader.import('./a.ts')"],
  ['the meta property', 'import.meta.url'],
])('reads nothing in %s', (_, source) => {
  expect(read(source)).toEqual([])
})

it.each([
  ['a quote in a regular expression', 'const quotes = /[\'"`]/'],
  ['a division', 'const ratio = a / b, other = (a) / 2'],
  ['a template in a template', "const text = `${list.map((x) => `it's ${x} {`)} don't`"],
  ['an apostrophe in a comment', "// don't"],
])('is not led astray by %s', (_, source) => {
  expect(read(`${source}\nimport './a.ts'`)).toEqual(['2 static ./a.ts'])
})

it('reads what a template computes', () => {
  expect(read("const text = `${await import('./a.ts')} import './b.ts'`")).toEqual(['1 dynamic ./a.ts'])
})

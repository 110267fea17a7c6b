import { describe, expect, it } from 'vitest'
import { bundleSign } from '../../../src/status/code-version/in-bundle.ts'

const signOf = (text: string, url = 'file:///app/dist/app.js') => bundleSign({ id: '1', url, text, firstColumn: 0 })
const map = (...sources: readonly string[]) =>
  `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify({ sources })).toString('base64')}\n`
const longLine = `export const subject=()=>[${'1,'.repeat(4000)}]\n`

describe('a bundle is known by', () => {
  it.each([
    [
      'of esbuild',
      '// src/helper.ts\nconst helper = () => 1\n\n// src/main.ts\nexport const subject = () => helper()\n',
    ],
    ['of rolldown', '//#region src/helper.ts\nconst helper = () => 1\n//#endregion\n'],
    ['of webpack', 'var __webpack_modules__ = ({})\n'],
    ['with Headwater in it', "const holdName = 'headwater.code-version'\n"],
    ['with a source map of several files', `const a = 1\n${map('a.ts', 'b.ts')}`],
    ['minified', longLine],
  ])('what makes it one %s', (sign, text) => {
    expect(signOf(text)).toBe(sign)
  })
})

describe('no bundle is', () => {
  it.each([
    ['a module whose first line is its path', '// src/main.ts\nexport const subject = () => 1\n', undefined],
    ['a module with a region', '//#region Helpers\nconst helper = () => 1\n//#endregion\n', undefined],
    ['one module that was emitted with a source map', `export const subject = () => 1\n${map('main.ts')}`, undefined],
    ['one module without blanks that has a source map', `${longLine}${map('main.ts')}`, undefined],
    ['a source in TypeScript', longLine, 'file:///app/src/main.ts'],
  ])('%s', (_, text, url) => {
    expect(signOf(text, url)).toBeUndefined()
  })

  it("what Headwater's own packages are built to", () => {
    const url = new URL('../../../dist/index.js', import.meta.url).href
    expect(signOf("const holdName = 'headwater.code-version'\n", url)).toBeUndefined()
  })
})

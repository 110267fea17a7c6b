import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../src/errors/index.ts'
import { pageAt, repository } from './pages.ts'

const codes = Object.keys(errorCodes)
const sections = pageAt('docs/reference/errors.md').text.split(/^## /m).slice(1)

/** The table itself is no place where a code is thrown, and a package that imports nothing of ours has codes of its own. */
const sources = globSync('packages/*/src/**/*.ts', { cwd: repository })
  .filter((path) => !path.endsWith(join('errors', 'codes.ts')) && !path.startsWith(join('packages', 'column-lineage')))
  .map((path) => readFileSync(join(repository, path), 'utf8'))
  .join('\n')

describe('error codes', () => {
  it('stand in alphabetical order', () => {
    expect(codes).toEqual(codes.toSorted())
  })

  it('are all documented, in their order, and no others are', () => {
    expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(codes)
  })

  it.each(codes)('%s is documented with an example, its causes and what to do', (code) => {
    const section = sections.find((text) => text.startsWith(`${code}\n`)) ?? ''
    expect(section).toMatch(/^```text\n[\s\S]+?\n```$/m)
    expect(section).toMatch(/^\*\*Causes\.\*\* ./m)
    expect(section).toMatch(/^\*\*What to do\.\*\* ./m)
  })

  it.each(codes)('%s is thrown somewhere', (code) => {
    const isGiven = new RegExp(`(?:\\w\\(|\\bcode:)\\s*'${code}'`)
    expect(isGiven.test(sources)).toBe(true)
  })

  it('are in the table wherever one is thrown', () => {
    const thrown = [...sources.matchAll(/\b(?:fail\w*|HeadwaterError|CommandError|report)\(\s*'([A-Z][A-Z_]+)'/g)]
    const unknown = new Set(thrown.flatMap(([, code = '']) => (codes.includes(code) ? [] : [code])))
    expect([...unknown]).toEqual([])
  })
})

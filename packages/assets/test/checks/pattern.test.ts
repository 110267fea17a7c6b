import { pattern } from '@headwater/assets'
import { rowSchemaOf } from '@headwater/core/extend'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { portablePattern } from '../../src/checks/portable-pattern.ts'
import { attemptOf, placeOf } from '../duckdb/scratch.ts'
import { engines } from '../tables/engines.ts'
import { passes, verdictOf } from './verdict-of.ts'

const rowSchema = rowSchemaOf(z.array(z.object({ text: z.string().nullable() })))
const known = (...texts: readonly (string | null)[]) => texts.map((text) => ({ text }))

describe('pattern', () => {
  it('holds when every text matches, by code points; null passes', async () => {
    expect(await passes(pattern('text', /^[A-Z]{1,5}$/), known('AAPL', null))).toBe(true)
    expect(await passes(pattern('text', /^[A-Z]{1,5}$/), known('AAPL', 'aapl'))).toBe(false)
    expect(await passes(pattern('text', /^.$/), known('😀'))).toBe(true)
    expect(await verdictOf(pattern('text', /a/i), known('A', 'b'))).toEqual({
      passed: false,
      facts: { rows: 2, failed: 1, samples: '[{"text":"b"}]' },
    })
  })

  it('refuses expressions that remember where they stopped, and those that the flag u refuses', () => {
    expect(() => pattern('text', /a/g)).toThrow('`/a/g` cannot be the pattern of a check')
    expect(() => pattern('text', new RegExp('}'))).toThrow(expect.objectContaining({ code: 'DEFINITION_INVALID' }))
  })

  it('is left to the rows where databases would understand it in different ways', () => {
    const unportable = [
      /a/i,
      /a/m,
      /\bword/,
      /(?=a)/,
      /(?<name>a)\k<name>/,
      /(a)\1/,
      /\p{L}/u,
      /[\\]/,
      /[^]/,
      /a{300}/,
      /(a{20}){20}/,
      /$B/,
      /B^/,
      /(a$b)/,
    ]
    expect(unportable.filter((expression) => portablePattern(expression) !== undefined)).toEqual([])
  })
})

/** Pieces of expressions; what they make together is mostly an expression, and else left out. */
const pieces = [
  ...String.raw`a B 7 Ä - / @ ' " . \. \d \D \w \W \s \S \$ \^ \\ \n \t \{`.split(' '),
  ...String.raw`[a-c] [^a-c7] [.$*] [\]\[] [a^] [-a] [a-] [\d\s.-] [!-~] [^\w] [😀é]`.split(' '),
  ...String.raw`^ $ | (a|B) (?:a7)? ( ) * + ? *? {2} {1,2} {0,}`.split(' '),
]
const piece = fc.constantFrom(' ', ...pieces)
const expression = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => {
  try {
    return new RegExp(pieces.join(''), 'u')
  } catch {
    return undefined
  }
})
const letters = String.raw`a b B 7 Ä - . $ ^ \ ] [ { @ ' 😀 é ~ *`.split(' ')
const letter = fc.constantFrom(' ', '\n', '\t', '\r', '\u2028', ...letters)

describe.each(engines)('a pattern in $name', (engine) => {
  it('matches the same texts as in memory, whenever it runs there', async () => {
    const { store } = (await engine.open()).warehouse
    const text = fc.array(letter, { maxLength: 4 }).map((letters) => letters.join(''))
    const [texts = []] = fc.sample(fc.uniqueArray(text, { minLength: 200, maxLength: 200 }), { numRuns: 1, seed: 7 })
    const rows = known('', null, ...texts)
    const at = placeOf('a/t', null, attemptOf(1), rowSchema)
    const [staged] = await store.stage([{ value: rows, at }])
    const property = fc.asyncProperty(fc.array(expression, { minLength: 30, maxLength: 30 }), async (expressions) => {
      const checks = expressions.flatMap((one) =>
        one && portablePattern(one) !== undefined ? [pattern('text', one)] : [],
      )
      const rules = checks.flatMap((check) => check.rule?.({ asset: 'a/t', sources: [] }) ?? [])
      const [found] = (await store.check?.([{ location: staged?.location ?? {}, at }], rules)) ?? []
      expect(found?.results).toEqual(await Promise.all(checks.map((check) => verdictOf(check, rows))))
    })
    await fc.assert(property, { numRuns: 6, endOnFailure: true })
  })
})

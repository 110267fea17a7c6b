import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyGlob, textGlob } from '../../../src/graph/selection/glob.ts'

describe('a glob', () => {
  it('over a text matches what the same regular expression matches', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*]{0,8}$/), fc.stringMatching(/^[ab]{0,8}$/), (pattern, text) => {
        expect(textGlob(pattern)(text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('over a key matches what the same regular expression matches', () => {
    const segments = fc.array(fc.constantFrom('a', 'b', '*', '**', 'a*'), { minLength: 1, maxLength: 5 })
    const keys = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(segments, keys, (pattern, key) => {
        const source = pattern.map((segment) =>
          segment === '**' ? '(?:/[^/]*)*' : `/${segment.replaceAll('*', '[^/]*')}`,
        )
        expect(keyGlob(pattern.join('/'))(key.join('/'))).toBe(
          new RegExp(`^${source.join('')}$`).test(`/${key.join('/')}`),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('takes every other character for itself', () => {
    expect(textGlob('a.b*')('axb')).toBe(false)
    expect(textGlob('📈*')('📈x')).toBe(true)
  })
})

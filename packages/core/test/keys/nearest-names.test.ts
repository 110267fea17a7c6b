import { describe, expect, it } from 'vitest'
import { didYouMean, nearestNames } from '../../src/keys/index.ts'

const keys = ['market/prices', 'market/stg_prices', 'news/headlines', 'a/b']

describe('the nearest names', () => {
  it('allow one edit for every three characters, and a swap is one edit', () => {
    expect(nearestNames('gruop', ['group', 'kind', 'owner'])).toEqual(['group'])
    expect(nearestNames('maket/prises', keys)).toEqual(['market/prices'])
    expect(nearestNames('xyz', keys)).toEqual([])
  })

  it('leave out what is farther than the nearest by two edits', () => {
    expect(nearestNames('maket/stg_prices', [...keys, 'market/fct_prices'])).toEqual(['market/stg_prices'])
  })

  it('ignore case', () => {
    expect(nearestNames('GROUP', ['group'])).toEqual(['group'])
  })

  it('include names that contain the word', () => {
    expect(nearestNames('headlines', keys)).toEqual(['news/headlines'])
  })

  it('let an asterisk stand for any characters', () => {
    expect(nearestNames('maket/*', keys)).toEqual(['market/prices', 'market/stg_prices'])
    expect(nearestNames('*/headlnes', keys)).toEqual(['news/headlines'])
  })

  it('are three at most, the nearest first, then by name, each once', () => {
    expect(nearestNames('abcd', ['abce', 'abcd', 'abcf', 'abca', 'abcd'])).toEqual(['abcd', 'abca', 'abce'])
  })

  it('are offered as a question, or not at all', () => {
    expect(didYouMean(['a', 'b'])).toBe('Did you mean `a` or `b`?')
    expect(didYouMean([])).toBeUndefined()
  })
})

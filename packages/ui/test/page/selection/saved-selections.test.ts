import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  longestName,
  mostSaved,
  readSaved,
  withoutSaved,
  withSaved,
} from '../../../src/page/selection/saved-selections.ts'

const nightly = { name: 'Nightly', selection: 'tag:nightly' }
const prices = { name: 'Prices', selection: '+key:market/prices' }

describe('saved selections', () => {
  it('are kept by name, in the order of their names', () => {
    expect(withSaved([prices], nightly)).toEqual([nightly, prices])
    expect(withSaved([nightly], { name: ' Nightly ', selection: ' kind:sql ' })).toEqual([
      { name: 'Nightly', selection: 'kind:sql' },
    ])
    expect(withoutSaved([nightly, prices], 'Nightly')).toEqual([prices])
  })

  it('have a name and select something', () => {
    for (const one of [
      { name: ' ', selection: '*' },
      { name: 'Nothing', selection: ' ' },
      { name: 'x'.repeat(longestName + 1), selection: '*' },
      { name: 'Long', selection: 'x'.repeat(10_001) },
    ])
      expect(withSaved([prices], one)).toEqual([prices])
  })

  it('are so many at most, of which each can still be replaced', () => {
    const full = Array.from({ length: mostSaved }, (_, index) => ({ name: `n${index}`, selection: '*' }))
    const saved = full.reduce(withSaved, [])
    expect(saved).toHaveLength(mostSaved)
    expect(withSaved(saved, nightly)).toBe(saved)
    expect(withSaved(saved, { name: 'n7', selection: 'kind:sql' })).toContainEqual({
      name: 'n7',
      selection: 'kind:sql',
    })
  })

  it('come back from the storage as they were', () => {
    const saved = [nightly, prices]
    expect(readSaved(JSON.stringify(saved))).toEqual(saved)
  })

  it('leave out what is none, whatever stands in the storage', () => {
    expect(readSaved(null)).toEqual([])
    expect(readSaved('{"name":')).toEqual([])
    expect(readSaved('{"name":"a","selection":"*"}')).toEqual([])
    expect(readSaved(JSON.stringify([null, 7, { name: 1, selection: '*' }, prices, { name: 'no selection' }]))).toEqual(
      [prices],
    )
    const anything = fc.oneof(fc.string(), fc.json(), fc.constant(null))
    fc.assert(fc.property(anything, (stored) => readSaved(stored).every(({ name }) => name !== '')))
  })
})

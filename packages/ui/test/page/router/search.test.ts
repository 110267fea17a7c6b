import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assetSearch,
  assetTabs,
  catalogSearch,
  graphSearch,
  graphViews,
  parseSearch,
  rootSearch,
  runSearch,
  stringifySearch,
} from '../../../src/page/router/search.ts'

describe('search of an address', () => {
  it('comes back as it was written, whatever was chosen', () => {
    const text = fc.string({ minLength: 1 })
    const some = fc.record(
      { q: text, view: fc.constantFrom(...graphViews), open: fc.array(text, { minLength: 1 }), column: text },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(some, (search) => {
        expect(graphSearch(parseSearch(stringifySearch(search).slice(1)))).toEqual(search)
      }),
    )
  })

  it('keeps texts readable and never makes numbers of them', () => {
    expect(stringifySearch({ q: 'tag:slow and market/fct_prices', p: '2024' })).toBe(
      '?q=tag:slow+and+market/fct_prices&p=2024',
    )
    expect(assetSearch(parseSearch('p=2024'))).toEqual({ p: '2024' })
  })

  it('writes nothing of what is not chosen', () => {
    expect(stringifySearch({ q: undefined, open: [], status: '' })).toBe('')
  })

  it('drops what it does not understand', () => {
    expect(assetSearch(parseSearch('tab=nowhere&depth=-1&failed=yes&dir=sideways&x=1'))).toEqual({})
    expect(runSearch(parseSearch('level=loud&tab=logs'))).toEqual({ tab: 'logs' })
  })

  it('takes one status as well as several', () => {
    expect(catalogSearch(parseSearch('status=stale'))).toEqual({ status: ['stale'] })
    expect(catalogSearch(parseSearch('status=stale&status=failed&status=no'))).toEqual({ status: ['failed', 'stale'] })
  })

  it('holds the depth of a lineage below a hundred', () => {
    expect(assetSearch({ depth: '5000' })).toEqual({ depth: 100 })
    expect(assetSearch({ depth: 3 })).toEqual({ depth: 3 })
  })

  it('has the materialize dialog on every page', () => {
    expect(
      rootSearch(parseSearch('materialize=*&force=true&downstream=true&partitions=2024-01-02..2024-01-31')),
    ).toEqual({
      materialize: '*',
      force: true,
      downstream: true,
      partitions: '2024-01-02..2024-01-31',
    })
  })

  it('knows every tab by the name in its address', () => {
    for (const tab of assetTabs) expect(assetSearch({ tab })).toEqual({ tab })
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssetGraph, completeSelection } from '../../../src/graph/index.ts'
import { graphAsset } from '../graphs.ts'

const graph = new AssetGraph([
  graphAsset('market/prices', [], {
    group: 'market',
    kinds: ['sql'],
    owners: ['ann@example.com'],
    tags: { cost: 'high' },
  }),
  graphAsset('market/news', [], { group: 'news feed', tags: { cost: 'very low' } }),
  graphAsset('model', ['market/prices'], { kinds: ['python'] }),
])

/** Completes at the `|`. */
function complete(text: string) {
  const cursor = text.indexOf('|')
  return completeSelection(graph, text.replace('|', ''), cursor)
}

describe('completing a selection', () => {
  it.each([
    ['m|', ['market/news', 'market/prices', 'model']],
    ['pri|', ['market/prices']],
    ['ey|', ['key:']],
    ['+(group:market or mod|', ['model']],
    ['group:|', ['"news feed"', 'market']],
    ['group:"new|', ['"news feed"']],
    ['GROUP:mar|', ['market']],
    ['kind:|', ['sql', 'python']],
    ['status:st|', ['stale']],
    ['tag:|', ['cost']],
    ['tag:cost=|', ['"very low"', 'high']],
    ['model |', ['and', 'or']],
    ['model a|', ['and']],
    ['model+2 |', ['and', 'or']],
    ['model and not mod|', ['model']],
    ['no|', ['not']],
    ['what:|', []],
  ])('%s', (text, candidates) => {
    expect(complete(text).candidates).toEqual(candidates)
  })
})

describe('a completion', () => {
  it('offers what begins so first, then what has a segment that does, then what contains it', () => {
    expect(complete('n|').candidates).toEqual(['not', 'market/news', 'kind:', 'owner:'])
  })

  it('replaces the whole word around the cursor', () => {
    expect(complete('not mar|ket/x and b')).toMatchObject({
      start: 4,
      end: 12,
      candidates: ['market/news', 'market/prices'],
    })
    expect(complete('a or |')).toMatchObject({ start: 5, end: 5 })
  })

  it('offers at most 50 candidates', () => {
    const many = new AssetGraph(Array.from({ length: 100 }, (_, own) => graphAsset(`asset_${own}`)))
    expect(completeSelection(many, 'asset', 5).candidates.length).toBe(50)
  })

  it('can be asked for anywhere in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, at) => {
        const cursor = Math.min(at, text.length)
        const { start, end } = completeSelection(graph, text, cursor)
        expect(start <= cursor && cursor <= end).toBe(true)
      }),
    )
  })
})

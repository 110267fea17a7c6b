import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHeadwaterError } from '../../../src/errors/index.ts'
import {
  AssetGraph,
  type AssetStatus,
  type AttributeTerm,
  assetStatuses,
  formatSelection,
  type SelectionContext,
  type SelectionNode,
  select,
} from '../../../src/graph/index.ts'
import { acyclicAssets, graphAsset } from '../graphs.ts'
import { selectionsOver } from './selections.ts'

const graph = new AssetGraph([
  graphAsset('market/raw/prices', [], { group: 'market', kinds: ['json'], owners: ['team:data'], tags: { slow: '' } }),
  graphAsset('market/stg_prices', ['market/raw/prices'], { group: 'market', kinds: ['sql', 'table'] }),
  graphAsset('market/fct_prices', ['market/stg_prices'], { group: 'market', kinds: ['sql'], tags: { cost: 'high' } }),
  graphAsset('news/stg_items', [], { group: 'news feed', owners: ['ann+b@example.com'], tags: { cost: 'low' } }),
  graphAsset('report', ['market/fct_prices', 'news/stg_items'], { kinds: ['sql'] }),
])
const all = graph.keys

describe('a selection', () => {
  it.each([
    ['*', all],
    ['**', all],
    ['market/stg_prices', ['market/stg_prices']],
    ['stg_prices', ['market/stg_prices']],
    ['"stg_prices"', ['market/stg_prices']],
    ['report', ['report']],
    ['stg_*', ['news/stg_items', 'market/stg_prices']],
    ['*_p*s', ['market/stg_prices', 'market/fct_prices']],
    ['market/*', ['market/stg_prices', 'market/fct_prices']],
    ['market/**', ['market/raw/prices', 'market/stg_prices', 'market/fct_prices']],
    ['**/prices', ['market/raw/prices']],
    ['*/raw/**/prices', ['market/raw/prices']],
    ['key:report', ['report']],
    ['key:*', ['report']],
    ['key:*/stg_*', ['news/stg_items', 'market/stg_prices']],
    ['group:market', ['market/raw/prices', 'market/stg_prices', 'market/fct_prices']],
    ['group:"news feed"', ['news/stg_items']],
    ['group:*feed', ['news/stg_items']],
    ['kind:table', ['market/stg_prices']],
    ['owner:team:data', ['market/raw/prices']],
    ['owner:"ann+b@example.com"', ['news/stg_items']],
    ['owner:*@example.com', ['news/stg_items']],
    ['tag:slow', ['market/raw/prices']],
    ['tag:cost', ['news/stg_items', 'market/fct_prices']],
    ['tag:cost=high', ['market/fct_prices']],
    ['tag:*=low', ['news/stg_items']],
    ['+fct_prices', ['market/raw/prices', 'market/stg_prices', 'market/fct_prices']],
    ['1+fct_prices', ['market/stg_prices', 'market/fct_prices']],
    ['stg_prices+1', ['market/stg_prices', 'market/fct_prices']],
    ['+stg_items+', ['news/stg_items', 'report']],
    ['+group:market and not tag:slow', ['market/stg_prices', 'market/fct_prices']],
    ['1+(fct_prices or report)', ['news/stg_items', 'market/stg_prices', 'market/fct_prices', 'report']],
    ['not kind:sql', ['market/raw/prices', 'news/stg_items']],
    ['report, stg_items and not report', ['news/stg_items', 'report']],
    ['report and not report', []],
  ])('%s', (text, keys) => {
    expect([...select(graph, text)]).toEqual(keys)
  })

  it('takes the key itself before keys that end with it', () => {
    const graph = new AssetGraph([graphAsset('prices'), graphAsset('market/prices')])
    expect([...select(graph, 'prices')]).toEqual(['prices'])
    expect([...select(graph, '**/prices')]).toEqual(['market/prices', 'prices'])
  })

  it('asks for the status of assets, which may be that of none', () => {
    const statuses = (key: string): readonly AssetStatus[] => (key === 'report' ? ['stale', 'late'] : ['fresh'])
    const around = ['news/stg_items', 'market/fct_prices', 'report']
    expect([...select(graph, '1+status:stale', { statuses })]).toEqual(around)
    expect([...select(graph, '1+status:late', { statuses })]).toEqual(around)
    expect([...select(graph, 'status:failed', { statuses })]).toEqual([])
  })

  it('is refused when it asks for a status and none is known', () => {
    expect(thrownBy('report or status:stale')).toMatchObject({
      code: 'SELECTION_INVALID',
      cause: { start: 10, end: 22 },
    })
  })

  it('takes time in proportion to the keys for globs with many asterisks', () => {
    const graph = new AssetGraph(Array.from({ length: 1000 }, (_, own) => graphAsset(`${'a'.repeat(200)}${own}`)))
    expect(() => select(graph, `${'*a'.repeat(100)}*b`)).toThrow(expect.objectContaining({ code: 'SELECTION_UNKNOWN' }))
  })
})

describe('a term that matches nothing', () => {
  it.each([
    ['* and maket/stg_prices', 6, 22, 'Did you mean `market/stg_prices`?'],
    ['stg_prises', 0, 10, 'Did you mean `market/stg_prices`?'],
    ['maket/*', 0, 7, 'Did you mean `market/fct_prices` or `market/raw/prices` or `market/stg_prices`?'],
    ['not group:markte', 4, 16, 'Did you mean `group:market`?'],
    ['kind:slq', 0, 8, 'Did you mean `kind:sql`?'],
    ['owner:nobody', 0, 12, 'See what there is with `headwater list`.'],
    ['tag:solw', 0, 8, 'Did you mean `tag:slow`?'],
    ['tag:cost=hihg', 0, 13, 'Did you mean `tag:cost=high`?'],
    ['"market/*"', 0, 10, 'Did you mean `market/fct_prices` or `market/raw/prices` or `market/stg_prices`?'],
    ['key:stg_prices', 0, 14, 'Did you mean `key:market/stg_prices`?'],
  ])('is pointed at, with the nearest names: %s', (text, start, end, hint) => {
    expect(thrownBy(text)).toMatchObject({ code: 'SELECTION_UNKNOWN', cause: { start, end }, hint })
  })

  it('is shown with a caret', () => {
    expect(thrownBy('* and group:x')?.message).toBe(
      'the selection asks for `group:x`, and no asset of 5 is that\n  * and group:x\n        ^',
    )
  })
})

describe('a bare word that ends several keys', () => {
  it('is refused with those keys', () => {
    const graph = new AssetGraph(['a/x', 'b/x', 'c/x', 'd/x'].map((key) => graphAsset(key)))
    expect(thrownBy('x', graph)).toMatchObject({
      code: 'SELECTION_AMBIGUOUS',
      message: 'the selection asks for `x`, which ends several keys: `a/x`, `b/x`, `c/x` and 1 more\n  x\n  ^',
      hint: 'Write the whole key, or `**/x` for all of them.',
    })
  })
})

describe('any selection of any graph', () => {
  it('gives what a naive evaluation by sets gives', () => {
    const cases = acyclicAssets.chain((assets) => {
      const graph = new AssetGraph(assets)
      const terms = termsOf(graph)
      return fc.record({ graph: fc.constant(graph), node: selectionsOver(fc.constantFrom(...terms)) })
    })
    fc.assert(
      fc.property(cases, ({ graph, node }) => {
        const found = [...select(graph, formatSelection(node), { statuses: statusesIn(graph) })]
        expect(found).toEqual(graph.keys.filter((key) => naive(graph, node).has(key)))
      }),
      { numRuns: 300 },
    )
  })
})

/** Terms that match something, and every status. */
function termsOf(graph: AssetGraph): readonly SelectionNode[] {
  const attribute = (attribute: 'key' | 'group' | 'kind' | 'owner' | 'tag', text: string): SelectionNode => ({
    kind: 'attribute',
    attribute,
    pattern: { text, glob: false },
  })
  return [
    { kind: 'name', pattern: { text: '*', glob: true } },
    ...assetStatuses.map(
      (text) => ({ kind: 'attribute', attribute: 'status', pattern: { text, glob: false } }) as const,
    ),
    ...graph.assets().flatMap((asset) => [
      { kind: 'name', pattern: { text: asset.key, glob: false } } as const,
      attribute('key', asset.key),
      ...(asset.group === undefined ? [] : [attribute('group', asset.group)]),
      ...asset.kinds.map((kind) => attribute('kind', kind)),
      ...asset.owners.map((owner) => attribute('owner', owner)),
      ...Object.entries(asset.tags).map(([tag, text]) => ({
        kind: 'attribute' as const,
        attribute: 'tag' as const,
        pattern: { text: tag, glob: false },
        value: { text, glob: false },
      })),
    ]),
  ]
}

function statusesIn(graph: AssetGraph): NonNullable<SelectionContext['statuses']> {
  return (key) => assetStatuses.filter((_, index) => index === graph.idOf(key) % assetStatuses.length)
}

function naive(graph: AssetGraph, node: SelectionNode): ReadonlySet<string> {
  switch (node.kind) {
    case 'name':
      return new Set(node.pattern.glob ? graph.keys : [node.pattern.text])
    case 'attribute':
      return new Set(graph.keys.filter((key) => naiveAttribute(graph, key, node)))
    case 'around': {
      const found = naive(graph, node.of)
      return new Set([...step(graph, found, node.up, 'upstream'), ...step(graph, found, node.down, 'downstream')])
    }
    case 'not':
      return new Set(graph.keys.filter((key) => !naive(graph, node.of).has(key)))
    case 'and':
      return new Set(graph.keys.filter((key) => node.of.every((part) => naive(graph, part).has(key))))
    case 'or':
      return new Set(node.of.flatMap((part) => [...naive(graph, part)]))
    default:
      return node satisfies never
  }
}

function step(graph: AssetGraph, from: ReadonlySet<string>, depth: number, way: 'upstream' | 'downstream') {
  let found = from
  for (let edge = 0; edge < Math.min(depth, graph.keys.length); edge += 1) {
    found = new Set([...found, ...[...found].flatMap((key) => graph[way](key))])
  }
  return found
}

function naiveAttribute(graph: AssetGraph, key: string, { attribute, pattern, value }: AttributeTerm): boolean {
  const asset = graph.asset(key)
  switch (attribute) {
    case 'key':
      return key === pattern.text
    case 'group':
      return asset.group === pattern.text
    case 'kind':
      return asset.kinds.includes(pattern.text)
    case 'owner':
      return asset.owners.includes(pattern.text)
    case 'tag':
      return asset.tags[pattern.text] === value?.text
    case 'status':
      return statusesIn(graph)(key).some((status) => status === pattern.text)
    default:
      return attribute satisfies never
  }
}

function thrownBy(text: string, of: AssetGraph = graph) {
  try {
    select(of, text)
  } catch (thrown) {
    if (isHeadwaterError(thrown)) return thrown
    throw thrown
  }
  return undefined
}

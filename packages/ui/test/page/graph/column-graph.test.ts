import { describe, expect, it } from 'vitest'
import { columnGraph, columnId, columnPath, rowPlaces } from '../../../src/page/graph/columns/column-graph.ts'

const edge = (from: string, to: string, bearing: 'DIRECT' | 'INDIRECT' = 'DIRECT') => {
  const at = (text: string) => ({ asset: text.split('.')[0]!, column: text.split('.')[1]! })
  return { from: at(from), to: at(to), bearing, kinds: [] }
}
const graph = columnGraph(
  {
    of: { asset: 'fact' },
    edges: [
      edge('prices.close', 'fact.close'),
      edge('prices.day', 'fact.close', 'INDIRECT'),
      edge('fact.close', 'out.mean'),
    ],
    problems: [],
  },
  ['day', 'close'],
)

describe('the graph of columns', () => {
  it('has a card for every asset, with all columns of its own and those of others that matter', () => {
    expect(graph.cards.map(({ asset, columns }) => [asset, columns])).toEqual([
      ['fact', ['day', 'close']],
      ['prices', ['close', 'day']],
      ['out', ['mean']],
    ])
  })

  it('stands from what is read to what is made of it', () => {
    const x = Object.fromEntries(graph.cards.map((card) => [card.asset, card.x]))
    expect(x['prices']! < x['fact']! && x['fact']! < x['out']!).toBe(true)
  })

  it('lights the path of a column, both ways, and nothing beside it', () => {
    const path = columnPath(graph.edges, columnId('out', 'mean'))
    expect([...path].sort()).toEqual(['fact\nclose', 'out\nmean', 'prices\nclose', 'prices\nday'])
    expect([...columnPath(graph.edges, columnId('fact', 'day'))]).toEqual(['fact\nday'])
  })

  it('has a place for every end of an edge', () => {
    const places = rowPlaces(graph.cards)
    for (const { from, to } of graph.edges) expect([places.has(from), places.has(to)]).toEqual([true, true])
  })
})

import { describe, expect, it } from 'vitest'
import type { GraphBody } from '../../../src/contract/graph.ts'
import { GraphModel } from '../../../src/page/graph/model/graph-model.ts'
import { unfoldedStacks } from '../../../src/page/graph/model/unfolded.ts'

// A source that eight read: seven alike, and one of another group.
const keys = ['source', ...Array.from({ length: 7 }, (_, index) => `market/fct_${index}`), 'other/fct']
const none = keys.map(() => 0)
const body: GraphBody = {
  version: '1',
  keys,
  groups: ['market', 'other'],
  group: keys.map((key) => ['market', 'other'].indexOf(key.split('/')[0]!)),
  kinds: [],
  kind: none,
  ios: [],
  io: none,
  external: none,
  partitioned: none,
  edgeFrom: Array.from({ length: 8 }, () => 0),
  edgeTo: Array.from({ length: 8 }, (_, index) => index + 1),
}
const model = new GraphModel(body)
const request = (open: readonly [number, number]) => ({
  groups: 2,
  group: model.group,
  from: model.from,
  to: model.to,
  shown: new Uint8Array(keys.length).fill(1),
  open: Uint8Array.from(open),
  // What was unfolded, and what is selected.
  apart: Uint8Array.from(keys, (key) => Number(key === 'market/fct_2')),
})

describe('stacks that were unfolded', () => {
  it('are named after what their assets have in common, whichever of them the address names', () => {
    const unfolded = unfoldedStacks(model, request([1, 1]), ['market', 'stack:market/fct_2'])
    expect(unfolded).toEqual([{ term: 'stack:market/fct_2', title: 'fct_…', assets: [1, 2, 3, 4, 5, 6, 7] }])
  })

  it('are none where the group is closed, the asset is in no stack, or there is no such asset', () => {
    expect(unfoldedStacks(model, request([0, 1]), ['stack:market/fct_2'])).toEqual([])
    expect(unfoldedStacks(model, request([1, 1]), ['stack:other/fct', 'stack:gone', 'market'])).toEqual([])
  })
})

import * as fc from 'fast-check'
import type { GraphAsset } from '../../src/graph/index.ts'

/** An asset with nothing but what a test says. */
export function graphAsset(key: string, deps: readonly string[] = [], rest: Partial<GraphAsset> = {}): GraphAsset {
  return { key, deps, kinds: [], owners: [], tags: {}, selfDep: false, ...rest }
}

const names = ['m/a', 'b', 'm/c', 'n/d', 'm/x/e', 'n/f', 'g', 'n/x/h']

/** Up to eight assets with any deps on each other. */
export const anyAssets: fc.Arbitrary<readonly GraphAsset[]> = assetsWith((count) => [0, count - 1])

/** Up to eight assets without cycles, in any order. */
export const acyclicAssets: fc.Arbitrary<readonly GraphAsset[]> = assetsWith((_, own) => [0, own - 1]).chain((assets) =>
  fc.shuffledSubarray([...assets], { minLength: assets.length }),
)

type Range = readonly [first: number, last: number]

function assetsWith(depsWithin: (count: number, own: number) => Range): fc.Arbitrary<readonly GraphAsset[]> {
  return fc
    .shuffledSubarray(names, { minLength: 1 })
    .chain((keys) => fc.tuple(...keys.map((key, own) => assetWith(key, keys, depsWithin(keys.length, own)))))
}

function assetWith(key: string, keys: readonly string[], [first, last]: Range): fc.Arbitrary<GraphAsset> {
  const possible = keys.slice(first, last + 1)
  return fc.record({
    key: fc.constant(key),
    deps: fc.array(fc.constantFrom(...(possible.length > 0 ? possible : [key])), {
      maxLength: possible.length > 0 ? 3 : 0,
    }),
    group: fc.constantFrom(undefined, 'market', 'news'),
    kinds: fc.subarray(['sql', 'json']),
    owners: fc.subarray(['ann@example.com', 'team:data']),
    tags: fc.constantFrom({}, { slow: '' }, { cost: 'high' }, { cost: 'low', slow: 'very slow' }),
    selfDep: fc.constant(false),
  })
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asset } from '../../../src/define/index.ts'
import { nodeOf, type AnyDep } from '../../../src/define/dep.ts'
import { mapped } from '../../../src/define/mapping.ts'
import {
  daily,
  downstreamSubset,
  dynamicKeys,
  gridOf,
  keys,
  type Mapping,
  type MappingContext,
  memoryKeyIds,
  type Partitions,
  Subset,
  upstreamSubset,
} from '../../../src/partitions/index.ts'

const letters = ['A', 'B', 'C', 'D', 'E'] as const
const regions = ['x', 'y', 'z'] as const
const ids = memoryKeyIds()
ids.add([...letters, ...regions])
ids.addDynamic('letter', letters)
const now = Date.UTC(2024, 0, 5, 12)
const days = daily({ start: '2024-01-01' })
const dayKeys = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05']

function mappingOf(dep: AnyDep): Mapping {
  const node = nodeOf(dep)
  if (node.kind !== 'mapping') throw new Error('no mapping')
  return node.mapping
}

function between(reader: Partitions, upstream: Partitions): MappingContext {
  return { reader: gridOf(reader, ids), upstream: gridOf(upstream, ids), now, materialized: Subset.empty }
}
const texts = (of: MappingContext['reader'], subset: Subset) =>
  [...subset.cells()].map((cell) => of.textOf(cell)!).sort()
const subsetOf = (of: MappingContext['reader'], wanted: readonly string[]) =>
  Subset.of(wanted.map((key) => of.cellOf(key)))

/** For each region, which positions of a list of keys it reads. */
const relation = fc.record({
  x: fc.uniqueArray(fc.nat({ max: 4 })),
  y: fc.uniqueArray(fc.nat({ max: 4 })),
  z: fc.uniqueArray(fc.nat({ max: 4 })),
})
type Relation = { readonly [region in (typeof regions)[number]]: readonly number[] }
const read = (of: Relation, all: readonly string[], region: string) => of[region as 'x'].map((index) => all[index]!)
const readersOf = (of: Relation, all: readonly string[], key: string) =>
  regions.filter((region) => read(of, all, region).includes(key))

/** A mapping over some list of upstream keys, by two functions; `vain` readers are named by the inverse for nothing. */
function byFunctions(of: Relation, all: readonly string[], vain: readonly string[] = []): Mapping {
  const upstream = (region: string) => read(of, all, region)
  const downstream = (key: string) => [...readersOf(of, all, key), ...vain]
  return { kind: 'mapped', upstream, downstream }
}

const upstreams: readonly (readonly [Partitions, readonly string[]])[] = [
  [keys(...letters), letters],
  [dynamicKeys('letter'), letters],
  [days, dayKeys],
]
const samples = fc.tuple(
  relation,
  fc.constantFrom(...upstreams),
  fc.subarray([...regions]),
  fc.subarray([0, 1, 2, 3, 4]),
)

describe('mapped', () => {
  it('reads the union of what its function names, and is read by all whose reading meets', () => {
    fc.assert(
      fc.property(samples, fc.subarray([...regions]), ([of, [cut, all], some, indexes], vain) => {
        const context = between(keys(...regions), cut)
        const { reader, upstream } = context
        const mapping = byFunctions(of, all, vain)
        const wanted = indexes.map((index) => all[index]!)
        expect(texts(upstream, upstreamSubset(mapping, subsetOf(reader, some), context))).toEqual(
          [...new Set(some.flatMap((region) => read(of, all, region)))].sort(),
        )
        expect(texts(reader, downstreamSubset(mapping, subsetOf(upstream, wanted), context))).toEqual(
          regions.filter((region) => read(of, all, region).some((key) => wanted.includes(key))),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('notices an inverse that leaves a reader out, and only such', () => {
    fc.assert(
      fc.property(relation, fc.constantFrom(...regions), fc.constantFrom(...letters), (of, region, lost) => {
        const context = between(keys(...regions), keys(...letters))
        const mapping: Mapping = {
          kind: 'mapped',
          upstream: (key: string) => read(of, letters, key),
          downstream: (key: string) =>
            readersOf(of, letters, key).filter((reader) => key !== lost || reader !== region),
        }
        const reads = () => upstreamSubset(mapping, context.reader.existing(now), context)
        if (!read(of, letters, region).includes(lost)) expect(reads).not.toThrow()
        else {
          expect(reads).toThrow(expect.objectContaining({ code: 'MAPPING_INVERSE_WRONG' }))
          expect(reads).toThrow(`\`${region}\` reads \`${lost}\``)
        }
      }),
    )
  })

  it('leaves out keys that name no partition now', () => {
    const context = between(keys('x'), days)
    const mapping: Mapping = {
      kind: 'mapped',
      upstream: () => ['2023-12-31', '2024-01-05', '2024-01-06'],
      downstream: () => ['x'],
    }
    expect(texts(context.upstream, upstreamSubset(mapping, context.reader.existing(now), context))).toEqual([
      '2024-01-05',
    ])
  })
})

describe('a table between keys', () => {
  const of = asset('of', { partitions: keys(...letters) }, () => undefined)

  it('means what its two functions would', () => {
    fc.assert(
      fc.property(samples, ([relation, , some, indexes]) => {
        const context = between(keys(...regions), keys(...letters))
        const { reader, upstream } = context
        const table = {
          x: relation.x.map((index) => letters[index]!),
          y: relation.y.map((index) => letters[index]!),
          z: relation.z.map((index) => letters[index]!),
        }
        const [byTable, functions] = [mappingOf(mapped(of, keys(...regions), table)), byFunctions(relation, letters)]
        const readers = subsetOf(reader, some)
        const wanted = subsetOf(
          upstream,
          indexes.map((index) => letters[index]!),
        )
        expect(upstreamSubset(byTable, readers, context).equals(upstreamSubset(functions, readers, context))).toBe(true)
        expect(downstreamSubset(byTable, wanted, context).equals(downstreamSubset(functions, wanted, context))).toBe(
          true,
        )
      }),
    )
  })

  it('may have keys that are named like the functions', () => {
    const table = { upstream: ['A'], downstream: ['B', 'C'] } as const
    const registry = memoryKeyIds()
    registry.add([...letters, 'upstream', 'downstream'])
    const reader = gridOf(keys('upstream', 'downstream'), registry)
    const upstream = gridOf(keys(...letters), registry)
    const context = { reader, upstream, now, materialized: Subset.empty }
    const mapping = mappingOf(mapped(of, keys('upstream', 'downstream'), table))
    expect(texts(upstream, upstreamSubset(mapping, subsetOf(reader, ['downstream']), context))).toEqual(['B', 'C'])
  })
})

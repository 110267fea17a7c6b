import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layersOf, mixOf } from '../../../src/page/asset/partitions/mix.ts'
import { StatusRuns } from '../../../src/page/asset/partitions/status-runs.ts'

const kinds = 4
const pairs = fc.array(fc.tuple(fc.nat(kinds - 1), fc.integer({ min: 1, max: 30 })), { minLength: 1, maxLength: 40 })
const expand = (of: readonly (readonly [number, number])[]) =>
  of.flatMap(([status, count]) => Array.from({ length: count }, () => status))

describe('partitions as runs of equal status', () => {
  it('tell the status of each, and count any stretch', () => {
    fc.assert(
      fc.property(pairs, fc.nat(), fc.nat(), (pairs, a, b) => {
        const [runs, all] = [new StatusRuns(pairs.flat()), expand(pairs)]
        expect(runs.count).toBe(all.length)
        const [from, to] = [a % all.length, b % all.length].sort((one, other) => one - other) as [number, number]
        expect(runs.statusAt(from)).toBe(all[from])
        const counts = Array.from(
          { length: kinds },
          (_, kind) => all.slice(from, to + 1).filter((s) => s === kind).length,
        )
        expect([...runs.countsBetween(from, to, kinds)]).toEqual(counts)
      }),
    )
  })

  it('fall on the pixels of a bar: each at least once, and nothing else', () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 60 }), fc.nat(), (pairs, pixels, a) => {
        const [runs, all] = [new StatusRuns(pairs.flat()), expand(pairs)]
        const from = a % all.length
        const mix = mixOf(runs, { from, to: all.length - 1 }, pixels, kinds)
        const seen = Array.from({ length: kinds }, (_, kind) =>
          Array.from({ length: pixels }, (_, pixel) => mix[pixel * kinds + kind] ?? 0).reduce((sum, n) => sum + n, 0),
        )
        const there = Array.from({ length: kinds }, (_, kind) => all.slice(from).filter((s) => s === kind).length)
        if (all.length - from >= pixels) expect(seen).toEqual(there)
        for (const kind of seen.keys()) expect((seen[kind] ?? 0) > 0).toBe((there[kind] ?? 0) > 0)
      }),
    )
  })
})

describe('one column of a bar', () => {
  it('shows one failed partition among ten thousand', () => {
    const [failed, fresh] = layersOf(Uint32Array.of(9999, 1, 0, 0), [1, 2, 3, 0])
    expect(failed).toEqual({ status: 1, top: 0, bottom: 0.25 })
    expect(fresh).toEqual({ status: 0, top: 0.25, bottom: 1 })
  })

  it('is full, and has every status that is there', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: kinds, maxLength: kinds }), (counts) => {
        fc.pre(counts.some((count) => count > 0))
        const layers = layersOf(Uint32Array.from(counts), [1, 2, 3, 0])
        expect(layers.map(({ status }) => status).sort()).toEqual(
          [0, 1, 2, 3].filter((kind) => (counts[kind] ?? 0) > 0),
        )
        expect(layers[0]?.top).toBe(0)
        expect(layers.at(-1)?.bottom).toBe(1)
        for (const { top, bottom } of layers) expect(bottom).toBeGreaterThan(top)
      }),
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  everyInt64,
  extremesOfInt64,
  floorDivided,
  int64OfNumbers,
  numbersOfInt64,
  thousandfold,
} from '../../src/columns/int64.ts'

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const edges = [0n, 1n, -1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n - 1n, -(2n ** 32n), 2n ** 53n - 1n, 1n - 2n ** 53n]

describe('columns of 64-bit integers', () => {
  it('become numbers and back where all are safe, and nothing where one is not', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...edges.map(Number)))), (numbers) => {
        const wide = int64OfNumbers(Float64Array.from(numbers))
        expect([...wide]).toEqual(numbers.map(BigInt))
        expect([...(numbersOfInt64(wide) ?? [])]).toEqual(numbers.map((value) => value + 0))
      }),
    )
    for (const unsafe of [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
      expect(numbersOfInt64(BigInt64Array.of(1n, unsafe))).toBeUndefined()
    }
    expect([...(numbersOfInt64(BigInt64Array.of(...edges)) ?? [])]).toEqual(edges.map(Number))
  })

  it('are tested one by one, as numbers', () => {
    fc.assert(
      fc.property(fc.array(int64), (values) => {
        const seen: (readonly [number, number])[] = []
        const all = everyInt64(BigInt64Array.from(values), (value, row) => seen.push([value, row]) > 0)
        expect([all, seen]).toEqual([true, values.map((value, row) => [Number(value), row])])
      }),
    )
    expect(everyInt64(BigInt64Array.of(1n, -2n, 3n), (value) => value > 0)).toBe(false)
  })

  it('are compared in all their bits, those that count', () => {
    const near = fc.tuple(fc.constantFrom(...edges, 2n ** 62n), fc.bigInt({ min: -2n, max: 2n })).map(([a, b]) => a + b)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(int64, near), fc.boolean())), (cells) => {
        const counted = cells.flatMap(([value, counts]) => (counts ? [value] : []))
        const sorted = counted.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
        const values = BigInt64Array.from(cells, ([value]) => value)
        const expected = sorted.length > 0 ? { min: sorted.at(0), max: sorted.at(-1) } : undefined
        expect(extremesOfInt64(values, (row) => cells[row]?.[1] === true)).toEqual(expected)
      }),
    )
  })

  it('are multiplied as bigints are, for every time that a Date can be', () => {
    const times = fc.oneof(
      fc.bigInt({ min: -8_640_000_000_000_000n, max: 8_640_000_000_000_000n }),
      fc.constantFrom(-1n, 0n),
    )
    fc.assert(
      fc.property(fc.array(times), (values) => {
        expect([...thousandfold(BigInt64Array.from(values))]).toEqual(values.map((value) => value * 1000n))
      }),
    )
  })

  it('are rounded down, never towards zero', () => {
    const down = (value: bigint, by: bigint) => (value - (((value % by) + by) % by)) / by
    const near = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })
    const around = near.map((value) => value - (value % 1000n) - 1n)
    fc.assert(
      fc.property(fc.array(fc.oneof(int64, near, around)), fc.constantFrom(1000, 1_000_000), (values, by) => {
        for (const chosen of [values, values.filter((value) => Number.isSafeInteger(Number(value)))]) {
          const divided = floorDivided(BigInt64Array.from(chosen), by as 1000)
          expect([...divided]).toEqual(chosen.map((value) => down(value, BigInt(by))))
        }
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntervalSet, stretchesIn } from '../../src/partitions/index.ts'

describe('stretches of a set in a larger one', () => {
  it('are where its members stand among those of the other, in any mixture of steps', () => {
    const members = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 120 })
    fc.assert(
      fc.property(members, fc.infiniteStream(fc.boolean()), (values, chosen) => {
        const whole = IntervalSet.fromValues(values)
        const part = IntervalSet.fromValues([...whole].filter(() => chosen.next().value === true))
        const ranks = stretchesIn(whole, part).flatMap(({ from, count }) =>
          Array.from({ length: count }, (_, index) => whole.at(from + index)),
        )
        expect(ranks).toEqual([...part])
      }),
    )
  })

  it('are one where nothing of the other lies between, whatever the step', () => {
    const hours = IntervalSet.progression(600, 600 + 60 * 99_999, 60)
    expect(stretchesIn(hours, hours)).toEqual([{ from: 0, count: 100_000 }])
    expect(stretchesIn(hours, hours.clip(6600, 60 * 50_009))).toEqual([{ from: 100, count: 49_900 }])
    expect(stretchesIn(hours, IntervalSet.empty)).toEqual([])
  })

  it('are many where every second member is left out', () => {
    const whole = IntervalSet.progression(0, 9, 1)
    expect(stretchesIn(whole, IntervalSet.progression(1, 9, 2))).toEqual(
      [1, 3, 5, 7, 9].map((from) => ({ from, count: 1 })),
    )
  })
})

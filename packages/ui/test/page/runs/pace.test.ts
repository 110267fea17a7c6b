import { describe, expect, it } from 'vitest'
import { paceOf, rateText } from '../../../src/page/runs/pace.ts'

const run = { startedAt: 0, done: 30, partitions: 100 }

describe('the pace of a run', () => {
  it('is what it got done by the time until it last got further', () => {
    expect(paceOf(run, 10_000, 10_000)).toEqual({ perSecond: 3, secondsLeft: 70 / 3 })
    expect(paceOf(run, 10_000, 15_000)).toEqual({ perSecond: 3, secondsLeft: 70 / 3 - 5 })
  })

  it('tells no time left once that has passed', () => {
    expect(paceOf(run, 10_000, 60_000)).toEqual({ perSecond: 3, secondsLeft: undefined })
  })

  it.each([
    { ...run, done: 0 },
    { ...run, done: 2 },
    { ...run, done: 100 },
  ])('is not told of $done done of $partitions', (each) => {
    expect(paceOf(each, 10_000, 10_000)).toBeUndefined()
  })

  it('is not told in the first seconds', () => {
    expect(paceOf(run, 2000, 20_000)).toBeUndefined()
  })

  it.each([
    [1234.5, '1,235/s'],
    [12.4, '12/s'],
    [1.44, '1.4/s'],
    [0.99, '1/s'],
    [0.5, '30/min'],
    [0.02, '1.2/min'],
    [0.001, '3.6/h'],
  ])('%d partitions a second read %s', (perSecond, text) => {
    expect(rateText(perSecond)).toBe(text)
  })
})

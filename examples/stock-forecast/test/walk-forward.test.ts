import { describe, expect, it } from 'vitest'
import { labelled, rangeFeatures } from '../src/range-features.ts'
import { barsOf } from '../src/sources.ts'
import { type Fit, leastTraining, purgedDays, walkForward, yearFolds } from '../src/walk-forward.ts'

const rows = rangeFeatures(barsOf('AAPL'), barsOf('SP500'))

describe('yearFolds', () => {
  const folds = yearFolds(labelled(rows))

  it('test each year that has a year of days before it', () => {
    expect(folds.map((fold) => [fold.year, fold.test.length])).toEqual([
      ['2015', 252],
      ['2016', 252],
      ['2017', 251],
      ['2018', 90],
    ])
  })

  it('train on everything before the test but the purged day, whose target lies in the test', () => {
    for (const { year, training, test } of folds) {
      const before = labelled(rows).filter((row) => row.day < `${year}-01-01`)
      expect(training).toEqual(before.slice(0, before.length - purgedDays))
      expect(before.at(-1)!.target).toBe(test[0]!.range_1)
      expect(training.at(-1)!.target).not.toBe(test[0]!.range_1)
    }
  })
})

describe('walkForward', () => {
  it('scores the naive forecast as no better than itself', () => {
    const { folds, overall } = walkForward(rows, () => (row) => row.range_1)
    for (const { ratioToNaive } of [...folds, overall]) expect(ratioToNaive).toBe(1)
  })

  it('scores the month average as no better than itself', () => {
    const { folds, overall } = walkForward(rows, () => (row) => row.range_22)
    for (const { ratioToMonth } of [...folds, overall]) expect(ratioToMonth).toBe(1)
  })

  it('scores a forecast that is always off by 0.5 with that error', () => {
    const { overall } = walkForward(rows, () => (row) => row.target + 0.5)
    expect(overall.rmse).toBeCloseTo(0.5, 12)
    expect(overall.mae).toBeCloseTo(0.5, 12)
  })

  it('pools the days of all folds, not the scores of the folds', () => {
    const { folds, overall, forecasts } = walkForward(rows, () => () => -4)
    expect(overall.n).toBe(forecasts.length)
    expect(overall.n).toBe(folds.reduce((sum, fold) => sum + fold.n, 0))
    const squares = folds.reduce((sum, fold) => sum + fold.n * fold.rmse ** 2, 0)
    expect(overall.rmse).toBeCloseTo(Math.sqrt(squares / overall.n), 12)
  })

  it('fits once a year, on days before that year alone', () => {
    const lastTrained: string[] = []
    const fit: Fit = (training) => {
      lastTrained.push(training.at(-1)!.day)
      return () => 0
    }
    const { folds } = walkForward(rows, fit)
    expect(lastTrained).toEqual(['2014-12-30', '2015-12-30', '2016-12-29', '2017-12-28'])
    expect(folds.map((fold) => fold.trained)).toEqual([380, 632, 884, 1135])
  })

  it('does not score the newest day, whose target is unknown', () => {
    const { forecasts } = walkForward(rows, () => () => 0)
    expect(forecasts.at(-1)!.day).toBe('2018-05-10')
  })

  it('refuses a history that leaves no year to test', () => {
    expect(() => walkForward(rows.slice(0, leastTraining), () => () => 0)).toThrow('250 rows leave no year to test')
  })
})

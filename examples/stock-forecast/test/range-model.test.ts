import { describe, expect, it } from 'vitest'
import { evaluateRangeModel, fitRangeModel } from '../src/range-model.ts'
import { featureColumns, rangeFeatures } from '../src/range-features.ts'
import { predictRidge } from '../src/ridge.ts'
import { barsOf } from '../src/sources.ts'

const rows = rangeFeatures(barsOf('AAPL'), barsOf('SP500'))

describe('the range model of AAPL', () => {
  it('beats the naive forecast and the month average in every year', () => {
    const { folds, overall } = evaluateRangeModel(rows)
    for (const { year, ratioToNaive, ratioToMonth } of folds) {
      expect(ratioToNaive, year).toBeLessThan(1)
      expect(ratioToMonth, year).toBeLessThan(1)
    }
    expect(overall.n).toBe(845)
    expect(overall.ratioToNaive).toBeCloseTo(0.825, 3)
    expect(overall.ratioToMonth).toBeCloseTo(0.93, 3)
  })

  it('forecasts a plausible range for the day after the last', () => {
    const model = fitRangeModel(rows)
    expect(model.columns).toEqual(featureColumns)
    expect(Math.exp(predictRidge(model, rows.at(-1)!))).toBeCloseTo(0.0135, 4)
  })

  it('comes out the same, to the last bit, from the same rows', () => {
    expect(JSON.stringify(fitRangeModel(rows))).toBe(JSON.stringify(fitRangeModel(structuredClone(rows))))
  })
})

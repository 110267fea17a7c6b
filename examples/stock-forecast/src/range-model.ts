import { type FeatureRow, featureColumns, labelled } from './range-features.ts'
import { fitRidge, predictRidge, type RidgeModel } from './ridge.ts'
import { type WalkForward, walkForward } from './walk-forward.ts'

/**
 * The ridge model of the next day's log range from all `featureColumns`; forecast with `predictRidge(model, row)`. Rows without
 * target are ignored. Throws as `fitRidge` does.
 *
 * Lambda is 10, small beside hundreds of rows. It was not tuned: anything from 3 to 100 changes the error by 0.5 % at most.
 */
export function fitRangeModel(rows: readonly FeatureRow[]): RidgeModel {
  const training = labelled(rows)
  const targets = training.map((row) => row.target)
  return fitRidge(training, targets, { columns: featureColumns, lambda: 10 })
}

/** How `fitRangeModel` would have done, year by year. Throws as `walkForward` does. */
export function evaluateRangeModel(rows: readonly FeatureRow[]): WalkForward {
  return walkForward(rows, (training) => {
    const model = fitRangeModel(training)
    return (row) => predictRidge(model, row)
  })
}

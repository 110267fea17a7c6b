import { type FeatureRow, type LabelledRow, labelled } from './range-features.ts'

/** Makes a forecaster of log ranges from training rows, oldest first. */
export type Fit = (training: readonly LabelledRow[]) => (row: LabelledRow) => number

/** One test day: what three forecasters said at its close about the next day, and what came. All are log ranges. */
export type Forecast = {
  readonly day: string
  readonly actual: number
  readonly model: number
  /** That tomorrow will be like today. */
  readonly naive: number
  /** That tomorrow will be like the average of the last 22 days. */
  readonly month: number
}

/** How good the forecasts of some days are. Errors are in log-range units: 0.4 means off by a factor of about e^0.4 = 1.5. */
export type Scores = {
  /** Forecasts counted. */
  readonly n: number
  /** Root mean square error of the model. */
  readonly rmse: number
  /** Mean absolute error of the model. */
  readonly mae: number
  readonly naiveRmse: number
  readonly monthRmse: number
  /** `rmse / naiveRmse`: below 1 the model is worth having. */
  readonly ratioToNaive: number
  /** `rmse / monthRmse`: below 1 it is worth more than an average. */
  readonly ratioToMonth: number
}

/** The scores of one calendar year, by a model that was fitted on `trained` earlier days. */
export type FoldScores = Scores & { readonly year: string; readonly trained: number }

/** What a walk-forward test found: year by year, over all test days, and each forecast, oldest first. */
export type WalkForward = {
  readonly folds: readonly FoldScores[]
  /** The scores of all test days together. */
  readonly overall: Scores
  readonly forecasts: readonly Forecast[]
}

/** A year is tested only when at least so many days, about a year, came before it to train on. */
export const leastTraining = 250

/** Days dropped between training and test: the target of the last one is the range of the first test day. */
export const purgedDays = 1

/**
 * Tests a way of fitting as it would have been used: for every calendar year a model is fitted on all days before it (an expanding
 * window) and forecasts each day of it. Shuffled cross-validation would let the model see the future.
 * Throws when no year has `leastTraining` days before it.
 *
 * @param rows of one ticker, oldest first; a row without target is ignored
 */
export function walkForward(rows: readonly FeatureRow[], fit: Fit): WalkForward {
  const tested = yearFolds(labelled(rows)).map(({ year, training, test }) => {
    const forecaster = fit(training)
    const forecasts = test.map((row) => forecastOf(row, forecaster(row)))
    return { forecasts, scores: { year, trained: training.length, ...scoresOf(forecasts) } }
  })
  if (tested.length === 0) {
    throw new RangeError(
      `${rows.length} rows leave no year to test; give more than ${leastTraining} days before a new year.`,
    )
  }
  const forecasts = tested.flatMap((fold) => fold.forecasts)
  return { folds: tested.map((fold) => fold.scores), overall: scoresOf(forecasts), forecasts }
}

/** What one model is fitted on and what it is then tested on. */
export type Fold = {
  readonly year: string
  readonly training: readonly LabelledRow[]
  readonly test: readonly LabelledRow[]
}

/** One fold for each calendar year that has enough before it. */
export function yearFolds(rows: readonly LabelledRow[]): readonly Fold[] {
  const years = [...new Set(rows.map(yearOf))]
  const folds = years.map((year) => {
    const first = rows.findIndex((row) => yearOf(row) === year)
    return {
      year,
      training: rows.slice(0, Math.max(0, first - purgedDays)),
      test: rows.filter((row) => yearOf(row) === year),
    }
  })
  return folds.filter(({ training }) => training.length >= leastTraining)
}

function yearOf({ day }: LabelledRow): string {
  return day.slice(0, 4)
}

function forecastOf(row: LabelledRow, model: number): Forecast {
  return { day: row.day, actual: row.target, model, naive: row.range_1, month: row.range_22 }
}

function scoresOf(forecasts: readonly Forecast[]): Scores {
  const rmse = rootMeanSquare(forecasts.map(({ actual, model }) => model - actual))
  const naiveRmse = rootMeanSquare(forecasts.map(({ actual, naive }) => naive - actual))
  const monthRmse = rootMeanSquare(forecasts.map(({ actual, month }) => month - actual))
  return {
    n: forecasts.length,
    rmse,
    mae: mean(forecasts.map(({ actual, model }) => Math.abs(model - actual))),
    naiveRmse,
    monthRmse,
    ratioToNaive: rmse / naiveRmse,
    ratioToMonth: rmse / monthRmse,
  }
}

function rootMeanSquare(errors: readonly number[]): number {
  return Math.sqrt(mean(errors.map((error) => error ** 2)))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

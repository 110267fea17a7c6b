import { aliased, modelAsset } from '@headwater/assets'
import { asset } from '@headwater/core'
import { z } from 'zod'
import { evaluateRangeModel, fitRangeModel } from '../src/range-model.ts'
import { predictRidge } from '../src/ridge.ts'
import { rangeRows } from './features.ts'
import { lake } from './stores.ts'

const Scores = z.object({
  n: z.int(),
  rmse: z.number(),
  mae: z.number(),
  naiveRmse: z.number(),
  monthRmse: z.number(),
  ratioToNaive: z.number(),
  ratioToMonth: z.number(),
})

const numbers = z.array(z.number()).readonly()

export const walkForward = asset(
  'evaluation/walk_forward',
  {
    description: 'How the model would have done, year by year, beside the naive forecast that tomorrow is like today.',
    deps: { rows: rangeRows },
    schema: z.array(z.object({ year: z.string(), trained: z.int(), ...Scores.shape })),
    io: lake.csv('evaluation/walk_forward.csv'),
    checks: {
      beatsNaive: (folds) => ({
        passed: folds.every(({ ratioToNaive }) => ratioToNaive < 1),
        facts: { worst: Math.max(...folds.map(({ ratioToNaive }) => ratioToNaive)) },
      }),
    },
  },
  ({ rows }) => [...evaluateRangeModel(rows).folds],
)

export const rangeModel = modelAsset(
  'models/range_ridge',
  {
    description:
      'Ridge regression on the log high-low range of the next day. Becomes champion when it beats naive and its predecessor.',
    deps: { rows: rangeRows },
    schema: z.object({
      columns: z.array(z.string()).readonly(),
      mean: numbers,
      scale: numbers,
      weights: numbers,
      intercept: z.number(),
      lambda: z.number(),
    }),
    io: lake.json('models/range_ridge.json'),
    metrics: Scores,
    aliases: ['champion'],
    promote: (candidate, champion) =>
      candidate.ratioToNaive < 1 && candidate.rmse <= (champion?.rmse ?? Infinity) ? 'champion' : undefined,
  },
  ({ rows }) => ({ model: fitRangeModel(rows), metrics: evaluateRangeModel(rows).overall }),
)

export const nextDay = asset(
  'forecast/next_day',
  {
    description: 'What the champion expects of the trading day after the last one.',
    deps: { model: aliased(rangeModel, 'champion'), rows: rangeRows },
    schema: z.object({ symbol: z.string(), after: z.string(), log_range: z.number(), range_percent: z.number() }),
    io: lake.json('forecast/next_day.json'),
  },
  ({ model, rows }, { metadata }) => {
    const last = rows.at(-1)
    if (!last) throw new Error('there is no day to forecast from')
    const log_range = Math.exp(predictRidge(model, last))
    const range_percent = Math.expm1(log_range) * 100
    metadata({ range_percent })
    return { symbol: last.symbol, after: last.day, log_range, range_percent }
  },
)

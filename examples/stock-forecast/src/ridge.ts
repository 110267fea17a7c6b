/** A fitted ridge regression: plain numbers, the same after JSON and back. Lists run parallel to `columns`. */
export type RidgeModel = {
  readonly columns: readonly string[]
  /** Mean of each column in the training samples. */
  readonly mean: readonly number[]
  /** Population standard deviation of each column in the training samples; 1 where the column was constant. */
  readonly scale: readonly number[]
  /** How much the prediction changes when the column grows by its scale: comparable with one another. */
  readonly weights: readonly number[]
  /** Mean of the training targets: the prediction for an average sample. */
  readonly intercept: number
  readonly lambda: number
}

/** A row of a table. The columns that a model reads must hold finite numbers; others may hold anything. */
export type Sample = { readonly [column: string]: unknown }

/**
 * Fits the weights that minimise sum((target - prediction)^2) + lambda * sum(weight^2) over standardised columns; the intercept is
 * not drawn towards 0. Solved exactly: (Z'Z + lambda I) w = Z'y by Cholesky. Arthur Hoerl and Robert Kennard, Ridge Regression:
 * Biased Estimation for Nonorthogonal Problems, 1970.
 *
 * Mean and scale come from these samples alone, so that nothing of a test set leaks into the model.
 * Throws when there are no samples, when a value is not a finite number, when lambda is negative, and when there is no single best
 * answer: with lambda 0, a column that is constant or follows from the columns before it.
 *
 * @param targets what each sample should predict, in the order of `samples`
 * @param options.lambda how strongly weights are drawn towards 0, at least 0: like that many samples which show no effect
 */
export function fitRidge(
  samples: readonly Sample[],
  targets: readonly number[],
  { columns, lambda }: { readonly columns: readonly string[]; readonly lambda: number },
): RidgeModel {
  assertFittable(samples, targets, lambda)
  const scaled = columns.map((column) => standardise(samples.map((sample, row) => numberIn(sample, column, row))))
  const intercept = average(targets)
  const residuals = targets.map((target) => target - intercept)

  const normal = scaled.map((left, i) =>
    scaled.map((right, j) => dot(left.values, right.values) + (i === j ? lambda : 0)),
  )
  const moments = scaled.map(({ values }) => dot(values, residuals))
  return {
    columns,
    mean: scaled.map(({ mean }) => mean),
    scale: scaled.map(({ scale }) => scale),
    weights: solve(cholesky(normal, columns), moments),
    intercept,
    lambda,
  }
}

/** What the model says of one sample. Throws when a column that it reads does not hold a finite number. */
export function predictRidge(model: RidgeModel, sample: Sample): number {
  const { columns, mean, scale, weights, intercept } = model
  return columns.reduce((sum, column, i) => {
    const standard = (numberIn(sample, column) - at(mean, i)) / at(scale, i)
    return sum + at(weights, i) * standard
  }, intercept)
}

function standardise(values: readonly number[]) {
  const mean = average(values)
  const deviation = Math.sqrt(average(values.map((value) => (value - mean) ** 2)))
  // Equal values may come out with a deviation of 1e-17; dividing by it would make a column of noise.
  if (deviation <= 1e-12 * Math.abs(mean)) return { mean, scale: 1, values: values.map(() => 0) }
  return { mean, scale: deviation, values: values.map((value) => (value - mean) / deviation) }
}

/** The lower triangular L with L L' = matrix; row i holds its i + 1 entries. */
function cholesky(matrix: readonly (readonly number[])[], columns: readonly string[]): readonly (readonly number[])[] {
  const lower: number[][] = []
  for (const [i, row] of matrix.entries()) {
    const entries: number[] = []
    for (const [j, earlier] of lower.entries()) entries.push((at(row, j) - dot(entries, earlier)) / at(earlier, j))
    // What is left of the column once the earlier ones are taken out; rounding leaves about 1e-16 of it.
    const pivot = at(row, i) - dot(entries, entries)
    if (!(pivot > 1e-10 * at(row, i))) {
      throw new RangeError(
        `Column \`${columns[i]}\` is constant or follows from the columns before it. Leave it out, or give a larger \`lambda\`.`,
      )
    }
    lower.push([...entries, Math.sqrt(pivot)])
  }
  return lower
}

/** The w with L L' w = right: forward through L, then backward through its transpose. */
function solve(lower: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const forward: number[] = []
  for (const [i, row] of lower.entries()) forward.push((at(right, i) - dot(forward, row)) / at(row, i))

  const solution = forward.map(() => 0)
  for (const [i, row] of [...lower.entries()].reverse()) {
    const column = lower.map((entries) => entries[i] ?? 0)
    solution[i] = (at(forward, i) - dot(solution, column)) / at(row, i)
  }
  return solution
}

/** Sum of products, as far as `left` goes. */
function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, i) => sum + value * at(right, i), 0)
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN
}

function numberIn(sample: Sample, column: string, row?: number): number {
  const value = sample[column]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  const where = row === undefined ? 'the sample' : `sample ${row}`
  throw new TypeError(`\`${column}\` of ${where} is ${String(value)}; ridge regression needs a finite number.`)
}

function assertFittable(samples: readonly Sample[], targets: readonly number[], lambda: number): void {
  if (samples.length === 0 || samples.length !== targets.length) {
    throw new RangeError(
      `${samples.length} samples and ${targets.length} targets; give at least one, and one target for each.`,
    )
  }
  const bad = targets.findIndex((target) => !Number.isFinite(target))
  if (bad !== -1) throw new TypeError(`Target ${bad} is ${targets[bad]}; ridge regression needs a finite number.`)
  if (!(Number.isFinite(lambda) && lambda >= 0)) throw new RangeError(`\`lambda\` is ${lambda}; give 0 or more.`)
}

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitRidge, predictRidge, type RidgeModel, type Sample } from '../src/ridge.ts'

describe('fitRidge', () => {
  it('finds the line through points on a line when lambda is 0', () => {
    const samples = [{ x: 0 }, { x: 1 }, { x: 2 }]
    const model = fitRidge(samples, [1, 3, 5], { columns: ['x'], lambda: 0 })
    expect(predictRidge(model, { x: 10 })).toBeCloseTo(21, 12)
  })

  it('shrinks a lone weight by n / (n + lambda), the closed form', () => {
    const samples = [{ x: -1 }, { x: 1 }, { x: -1 }, { x: 1 }]
    for (const [lambda, weight] of [
      [0, 2],
      [4, 1],
      [12, 0.5],
    ] as const) {
      const model = fitRidge(samples, [3, 7, 3, 7], { columns: ['x'], lambda })
      expect(model.weights[0]).toBeCloseTo(weight, 12)
    }
  })

  it('leaves no slope in the loss that it minimises', () => {
    fc.assert(
      fc.property(problem(), ({ samples, targets, columns, lambda }) => {
        const model = fitRidge(samples, targets, { columns, lambda })
        const errors = samples.map((sample, row) => targets[row]! - predictRidge(model, sample))
        const scale = Math.max(1, ...targets.map(Math.abs)) * samples.length
        expect(Math.abs(sum(errors)) / scale).toBeLessThan(1e-9)
        for (const [j, column] of columns.entries()) {
          const z = samples.map((sample) => (sample[column]! - model.mean[j]!) / model.scale[j]!)
          const slope = sum(errors.map((error, row) => error * z[row]!)) - lambda * model.weights[j]!
          expect(Math.abs(slope) / scale).toBeLessThan(1e-9)
        }
      }),
    )
  })

  it('agrees with plain Gaussian elimination', () => {
    fc.assert(
      fc.property(problem(), ({ samples, targets, columns, lambda }) => {
        const model = fitRidge(samples, targets, { columns, lambda })
        const expected = eliminate(model, samples, targets)
        const largest = Math.max(1, ...expected.map(Math.abs))
        for (const [j, weight] of model.weights.entries()) {
          expect(Math.abs(weight - expected[j]!) / largest).toBeLessThan(1e-7)
        }
      }),
    )
  })

  it('predicts the same when a column is measured in another unit', () => {
    const [samples, targets] = [
      [{ x: 1 }, { x: 2 }, { x: 4 }],
      [1, 5, 2],
    ]
    const inOther = samples.map(({ x }) => ({ x: 1000 * x + 7 }))
    const [one, other] = [samples, inOther].map((rows) => fitRidge(rows, targets, { columns: ['x'], lambda: 2 }))
    expect(predictRidge(other!, { x: 3007 })).toBeCloseTo(predictRidge(one!, { x: 3 }), 12)
  })

  it('gives a constant column no weight', () => {
    const samples = [1, 2, 3, 4].map((x) => ({ x, flat: 0.1 }))
    const model = fitRidge(samples, [1, 2, 3, 5], { columns: ['flat', 'x'], lambda: 1 })
    expect(model.scale[0]).toBe(1)
    expect(model.weights[0]).toBe(0)
  })

  it('survives JSON', () => {
    const model = fitRidge([{ x: 1 }, { x: 2 }, { x: 4 }], [1, 5, 2], { columns: ['x'], lambda: 0.3 })
    const restored: RidgeModel = JSON.parse(JSON.stringify(model))
    expect(restored).toEqual(model)
    expect(predictRidge(restored, { x: 3 })).toBe(predictRidge(model, { x: 3 }))
  })
})

describe('what cannot be fitted is refused', () => {
  const samples = [1, 2, 4].map((x) => ({ x, twice: 2 * x, flat: 0.1 }))
  const targets = [1, 2, 3]

  it.each([
    ['a column that follows from another', ['x', 'twice'], 'Column `twice` is constant or follows'],
    ['a constant column', ['flat', 'x'], 'Column `flat` is constant or follows'],
  ])('%s, when lambda is 0', (_, columns, message) => {
    expect(() => fitRidge(samples, targets, { columns, lambda: 0 })).toThrow(message)
    expect(fitRidge(samples, targets, { columns, lambda: 1 }).weights).toHaveLength(2)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, null, undefined, '3'])('%s in a column', (x) => {
    const rows = [{ x: 1 }, { x }]
    expect(() => fitRidge(rows, [1, 2], { columns: ['x'], lambda: 1 })).toThrow(`\`x\` of sample 1 is ${x}`)
  })

  it('a target that is not finite', () => {
    expect(() => fitRidge(samples, [1, Number.NaN, 2], { columns: ['x'], lambda: 1 })).toThrow('Target 1 is NaN')
  })

  it('no samples, or another number of targets', () => {
    expect(() => fitRidge([], [], { columns: ['x'], lambda: 1 })).toThrow('0 samples and 0 targets')
    expect(() => fitRidge(samples, [1], { columns: ['x'], lambda: 1 })).toThrow('3 samples and 1 targets')
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a lambda of %s', (lambda) => {
    expect(() => fitRidge(samples, targets, { columns: ['x'], lambda })).toThrow(`\`lambda\` is ${lambda}`)
  })
})

it('predictRidge refuses a sample without one of its columns', () => {
  const model = fitRidge([{ x: 1 }, { x: 2 }], [1, 2], { columns: ['x'], lambda: 1 })
  expect(() => predictRidge(model, { y: 1 })).toThrow('`x` of the sample is undefined')
})

function problem() {
  const columns = ['a', 'b', 'c']
  const number = fc.double({ min: -100, max: 100, noNaN: true })
  const sample = fc.record({ a: number, b: number, c: number }) as fc.Arbitrary<{ readonly [column: string]: number }>
  return fc
    .record({
      rows: fc.array(fc.tuple(sample, number), { minLength: 4, maxLength: 30 }),
      lambda: fc.double({ min: 0.1, max: 100, noNaN: true }),
    })
    .map(({ rows, lambda }) => ({
      columns,
      lambda,
      samples: rows.map(([sample]) => sample),
      targets: rows.map(([, target]) => target),
    }))
}

/** Solves (Z'Z + lambda I) w = Z'y by Gauss-Jordan elimination with pivoting. */
function eliminate(model: RidgeModel, samples: readonly Sample[], targets: readonly number[]): readonly number[] {
  const z = samples.map((sample) =>
    model.columns.map((column, j) => (Number(sample[column]) - model.mean[j]!) / model.scale[j]!),
  )
  const size = model.columns.length
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => sum(z.map((row) => row[i]! * row[j]!)) + (i === j ? model.lambda : 0)),
    sum(z.map((row, n) => row[i]! * targets[n]!)),
  ])
  for (let step = 0; step < size; step++) {
    const pivot = matrix.reduce(
      (best, row, i) => (i >= step && Math.abs(row[step]!) > Math.abs(matrix[best]![step]!) ? i : best),
      step,
    )
    ;[matrix[step], matrix[pivot]] = [matrix[pivot]!, matrix[step]!]
    for (const [i, row] of matrix.entries()) {
      if (i === step) continue
      const factor = row[step]! / matrix[step]![step]!
      matrix[i] = row.map((value, j) => value - factor * matrix[step]![j]!)
    }
  }
  return matrix.map((row, i) => row[size]! / row[i]!)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

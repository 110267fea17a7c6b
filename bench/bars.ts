import { ColumnBatch, type ColumnVector, type Vector } from '@headwater/assets'
import { z } from 'zod'

/** A row of prices, as vendors give them. */
export const Bar = z.object({
  symbol: z.string(),
  day: z.date(),
  open: z.number().positive(),
  high: z.number().positive(),
  low: z.number().positive(),
  close: z.number().positive(),
  volume: z.int().nonnegative(),
  at: z.date(),
})
export type Bar = z.output<typeof Bar>

const symbols = 500
const dayMs = 86_400_000

/** Prices by column: a random walk for each of 500 symbols, to four decimals, with random volumes and times of day. */
export function bars(rows: number): ColumnBatch<Bar> {
  const random = randomNumbers(42)
  const codes = Int32Array.from({ length: rows }, (_, row) => row % symbols)
  const day = BigInt64Array.from({ length: rows }, (_, row) => BigInt((14_000 + Math.floor(row / symbols)) * dayMs))
  const at = day.map((ms) => ms + BigInt(Math.floor(random() * dayMs)))
  const volume = Float64Array.from({ length: rows }, () => Math.floor(random() * 5e7))
  const prices = Float64Array.from({ length: symbols }, () => 20 + random() * 400)
  const open = new Float64Array(rows)
  const close = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const before = prices[row % symbols] ?? 0
    const after = Math.max(1, before * (1 + (random() - 0.5) * 0.04))
    open[row] = rounded(before)
    close[row] = rounded(after)
    prices[row % symbols] = after
  }
  const spread = (a: number, b: number, by: number): number => rounded(Math.max(a, b) * (1 + random() * by))
  const high = open.map((price, row) => spread(price, close[row] ?? 0, 0.01))
  const low = open.map((price, row) => rounded(Math.min(price, close[row] ?? 0) * (1 - random() * 0.01)))
  const numbers = (values: Float64Array): Vector => ({ layout: 'float64', values })
  const dictionary = Array.from({ length: symbols }, (_, code) => `SYM${code}`)
  const columns = [
    column('symbol', 'string', { layout: 'dictionary', codes, dictionary }),
    column('day', 'date', { layout: 'int64', values: day }),
    ...Object.entries({ open, high, low, close }).map(([name, values]) => column(name, 'number', numbers(values))),
    column('volume', 'integer', numbers(volume)),
    column('at', 'date', { layout: 'int64', values: at }),
  ]
  return new ColumnBatch(columns, rows)
}

function column(name: string, kind: ColumnVector['kind'], data: Vector): ColumnVector {
  return { name, kind, data, nullable: false, absent: false, validity: undefined }
}

function rounded(price: number): number {
  return Math.round(price * 1e4) / 1e4
}

/** mulberry32: the same numbers in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

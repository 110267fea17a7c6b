import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { bollinger, ema, macd, rsi, type Series, sma, zScore } from '../src/indicators.ts'

// Expected values of DaveSkender/Stock.Indicators (Apache-2.0), 502 days. They are not part of this repository.
const folder = resolve(import.meta.dirname, '../../../../shared/data/indicators')
const absent = !existsSync(folder)
if (absent) console.warn(`Skipped: no reference values of the indicators at ${folder}`)

const closes = absent ? [] : quotes().map((row) => Number(row.split(',')[4]))

it.skipIf(absent).each<[file: string, field: string, compute: (closes: Series) => Series]>([
  ['sma', 'sma', (closes) => sma(closes, 20)],
  ['ema', 'ema', (closes) => ema(closes, 20)],
  ['rsi', 'rsi', (closes) => rsi(closes)],
  ['macd', 'macd', (closes) => macd(closes).line],
  ['macd', 'signal', (closes) => macd(closes).signal],
  ['macd', 'histogram', (closes) => macd(closes).histogram],
  ['bb', 'sma', (closes) => bollinger(closes).middle],
  ['bb', 'upperBand', (closes) => bollinger(closes).upper],
  ['bb', 'lowerBand', (closes) => bollinger(closes).lower],
  ['bb', 'percentB', (closes) => bollinger(closes).percentB],
  ['bb', 'zScore', (closes) => zScore(closes, 20)],
])('%s: %s equals the reference within 1e-9, warm-up included', (file, field, compute) => {
  const expected = reference(file).map((row) => row[field] ?? null)
  const actual = compute(closes)
  expect(actual).toHaveLength(expected.length)
  expect(actual.map(Number.isNaN)).toEqual(expected.map((value) => value === null))
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? value)) || 0))
  expect(worst).toBeLessThanOrEqual(1e-9)
})

function quotes(): readonly string[] {
  return readFileSync(`${folder}/quotes-default.csv`, 'utf8').trim().split('\n').slice(1)
}

function reference(name: string): readonly { readonly [field: string]: number | null }[] {
  return JSON.parse(readFileSync(`${folder}/${name}.standard.json`, 'utf8'))
}

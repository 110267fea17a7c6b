import { Averager, type Row, scale } from './helpers.ts'

const factors: readonly number[] = [1, 2]

// The types, the import and the class are there for what a tool makes of them when it rewrites the module.
export const other = (rows: readonly Row[]): number => rows.length

const forSymbol = (symbol: string) => (rows: readonly Row[]) =>
  rows
    .filter((row: Row): boolean => row.symbol === symbol)
    .map((row) => scale(row.close, factors[0] as number) + new Averager().average([row]))

export const subject = forSymbol('AAPL')

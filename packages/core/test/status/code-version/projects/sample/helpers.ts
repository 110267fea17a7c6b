export interface Row {
  readonly symbol: string
  readonly close: number
}

export function scale(value: number, factor: number): number {
  return value * factor
}

export class Averager {
  average(rows: readonly Row[]): number {
    return rows.reduce((sum, { close }) => sum + close, 0) / rows.length
  }
}

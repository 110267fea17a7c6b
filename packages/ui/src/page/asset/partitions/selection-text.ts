import type { PartitionsBody } from '../../../contract/assets.ts'

export type Cut = Pick<PartitionsBody, 'dimensions' | 'along'>

/** Whether series count along time, where ranges `a..b` mean something. */
export function isAlongTime({ dimensions, along }: Cut): boolean {
  return dimensions[along]?.grain !== undefined
}

/** `a..b` for the ends of a stretch; one key alone. */
export function rangeText(first: string, last: string): string {
  return first === last ? first : `${first}..${last}`
}

/** The ends of `a..b` or of one key. */
export function endsOf(range: string): readonly [first: string, last: string] {
  const dots = range.indexOf('..')
  return dots === -1 ? [range, range] : [range.slice(0, dots), range.slice(dots + 2)]
}

/**
 * Partitions as the command line and a plan take them: some items along the counted dimension (keys, or ranges along time) of
 * one series, whose keys of the other dimensions are `of`; of all series without them.
 */
export function expressionOf(cut: Cut, items: readonly string[], of: readonly string[] | undefined): string {
  if (cut.dimensions.length <= 1) return items.join(',')
  if (of === undefined && isAlongTime(cut)) return items.join(',')
  const others = of ?? cut.dimensions.slice(1).map(() => 'all')
  return items.map((item) => others.toSpliced(cut.along, 0, item).join('|')).join(',')
}

/**
 * Some items of each of several series, as the command line takes them: by the keys of every dimension where the series are all
 * combinations of some keys, as `2024-01-02..2024-01-05,symbol=AAPL,symbol=MSFT`; else one by one.
 */
export function blockExpression(cut: Cut, items: readonly string[], series: readonly (readonly string[])[]): string {
  const names = cut.dimensions.map(({ name }) => name).toSpliced(cut.along, 1)
  const keys = names.map((_, index) => [...new Set(series.map((of) => of[index] ?? ''))])
  if (keys.reduce((product, some) => product * some.length, 1) !== series.length)
    return series.map((of) => expressionOf(cut, items, of)).join(',')
  const along = cut.dimensions[cut.along]?.name ?? ''
  const rows = isAlongTime(cut) ? items : items.map((item) => `${along}=${item}`)
  return [...rows, ...keys.flatMap((some, index) => some.map((key) => `${names[index]}=${key}`))].join(',')
}

/** The key of one partition: that along the counted dimension among those of its series. */
export function keyOf({ along }: Cut, item: string, of: readonly string[]): string {
  return of.toSpliced(along, 0, item).join('|')
}

/** The parts of a written key: that along the counted dimension, and those of its series. */
export function partsOf({ along }: Cut, key: string): { readonly item: string; readonly of: readonly string[] } {
  const parts = key.split('|')
  return { item: parts[along] ?? '', of: parts.toSpliced(along, 1) }
}

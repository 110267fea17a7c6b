import { IntervalSet } from '../interval-set.ts'
import type { Layout } from '../layout.ts'
import { type Cell, ordinalsOfSeries, Subset } from '../subset.ts'

/** Positions of dimensions whose ordinals must be equal, in one layout and in another. */
export type Pair = readonly [from: number, to: number]

interface Side {
  readonly layout: Layout
  readonly subset: Subset
}
interface Match {
  readonly ordinals: IntervalSet
  /** The ordinal that the target's main dimension must have, when another dimension of the source is held equal to it. */
  readonly main: number | undefined
}

/**
 * The cells of `to` for which a cell of `from` agrees in all pairs of dimensions. The source is indexed by the ordinals that
 * both hold outside their main dimensions; along those it is interval arithmetic, so time is never walked through.
 */
export function join(from: Side, to: Side, pairs: readonly Pair[]): Subset {
  const sourceMain = from.layout.mainIndex
  const targetMain = to.layout.mainIndex
  const sides = pairs.filter(([source, target]) => source !== sourceMain && target !== targetMain)
  const mainTarget = pairs.find(([source]) => source === sourceMain)?.[1]
  const mainSource = pairs.find(([, target]) => target === targetMain)?.[0]

  const index = new Map<string, Match[]>()
  for (const [series, ordinals] of from.subset.series()) {
    const at = ordinalAt(series, sourceMain)
    const key = sides.map(([source]) => at(source)).join()
    const main = mainSource === undefined || mainSource === sourceMain ? undefined : at(mainSource)
    const match = { ordinals, main }
    const known = index.get(key)
    if (known) known.push(match)
    else index.set(key, [match])
  }
  const unions = new Map<readonly Match[], IntervalSet>()

  return to.subset.mapSeries((ordinals, series) => {
    const at = ordinalAt(series, targetMain)
    const all = index.get(sides.map(([, target]) => at(target)).join()) ?? []
    if (mainTarget === targetMain) return ordinals.intersect(unionOf(all, unions))
    const matches = mainTarget === undefined ? all : all.filter((match) => match.ordinals.has(at(mainTarget)))
    if (mainSource === undefined) return matches.length > 0 ? ordinals : IntervalSet.empty
    return ordinals.intersect(IntervalSet.fromValues(matches.flatMap(({ main }) => main ?? [])))
  })
}

/** The cells of another layout, each of whose dimensions is held equal to one of `from`, whether they exist or not. */
export function carry(from: Side, to: Layout, pairs: readonly Pair[]): Subset {
  const sourceMain = from.layout.mainIndex
  const mainTarget = pairs.find(([source]) => source === sourceMain)?.[1]
  const sources = to.dimensions.map((_, position) => pairs.find(([, target]) => target === position)?.[0] ?? sourceMain)
  const carried = new Map<string, IntervalSet>()
  const cells: Cell[] = []
  for (const [series, ordinals] of from.subset.series()) {
    const at = ordinalAt(series, sourceMain)
    const cellOf = (main: number) => to.cellAt(sources.map((source) => (source === sourceMain ? main : at(source))))
    if (mainTarget !== undefined && mainTarget === to.mainIndex) {
      const target = cellOf(0).series
      carried.set(target, (carried.get(target) ?? IntervalSet.empty).union(ordinals))
    } else if (mainTarget === undefined) cells.push(cellOf(0))
    else for (const ordinal of ordinals) cells.push(cellOf(ordinal))
  }
  return Subset.ofSeries(carried).union(Subset.of(cells))
}

/** Reads the ordinal of a dimension, not the main one, out of a series. */
function ordinalAt(series: string, mainIndex: number): (dimension: number) => number {
  const ordinals = ordinalsOfSeries(series)
  return (dimension) => ordinals[dimension < mainIndex ? dimension : dimension - 1] ?? 0
}

function unionOf(matches: readonly Match[], known: Map<readonly Match[], IntervalSet>): IntervalSet {
  const union = known.get(matches) ?? matches.reduce((all, { ordinals }) => all.union(ordinals), IntervalSet.empty)
  known.set(matches, union)
  return union
}

import type { DirectTransformation, IndirectTransformation, SourceColumn } from '../result.ts'

/** The direct transformations, the weakest first: a path is as strong as its strongest step. */
export const directTransformations: readonly DirectTransformation[] = ['IDENTITY', 'TRANSFORMATION', 'AGGREGATION']

export const identity = 0
export const transformation = 1
export const aggregation = 2

/** Set beside a strength: on no path does the value itself come through, as with counts and hashes. */
export const masked = 4

/** The indirect transformations: the place of each is its bit in a set of them. */
export const indirectTransformations: readonly IndirectTransformation[] = [
  'JOIN',
  'GROUP_BY',
  'FILTER',
  'SORT',
  'WINDOW',
  'CONDITIONAL',
]

/** Sets of indirect transformations. */
export const use = { join: 1, groupBy: 2, filter: 4, sort: 8, window: 16, conditional: 32 } as const

/** Source columns with a number: the strength of the direct path with {@link masked}, or the set of indirect uses. */
export type Sources = Map<SourceColumn, number>

/** What a value is made of. There is one object for each source column, so that maps can go by identity. */
export interface Dependencies {
  readonly direct: ReadonlyMap<SourceColumn, number>
  readonly indirect: ReadonlyMap<SourceColumn, number>
}

/** Dependencies that are being collected. */
export interface Collected {
  readonly direct: Sources
  readonly indirect: Sources
}

/** Depends on no column. */
export const nothing: Dependencies = { direct: new Map(), indirect: new Map() }

export function collected(): Collected {
  return { direct: new Map(), indirect: new Map() }
}

/** The value of one source column, unchanged. */
export function fromSource(source: SourceColumn): Dependencies {
  return { direct: new Map([[source, identity]]), indirect: nothing.indirect }
}

/** Adds a value that flows in through a step of this strength, which may be {@link masked}. */
export function addValue(to: Collected, value: Dependencies, step: number): void {
  for (const [source, own] of value.direct) {
    const path = Math.max(own & 3, step & 3) | ((own | step) & masked)
    const before = to.direct.get(source)
    to.direct.set(source, before === undefined ? path : Math.max(before & 3, path & 3) | (before & path & masked))
  }
  addUses(to.indirect, value.indirect)
}

/** Adds uses, each as what it is. */
export function addUses(to: Sources, uses: ReadonlyMap<SourceColumn, number>): void {
  for (const [source, set] of uses) to.set(source, (to.get(source) ?? 0) | set)
}

/** Adds all that a value depends on as one use: a test on a ranking tests the keys of the ranking. */
export function addUse(to: Sources, value: Dependencies, as: number): void {
  for (const source of value.direct.keys()) to.set(source, (to.get(source) ?? 0) | as)
  for (const source of value.indirect.keys()) to.set(source, (to.get(source) ?? 0) | as)
}

/** The value after a step of this strength. */
export function through(value: Dependencies, strength: number): Dependencies {
  if (value.direct.size === 0) return value
  const result = collected()
  addValue(result, value, strength)
  return result
}

/** Either of the values. */
export function either(values: readonly Dependencies[], strength: number = identity): Dependencies {
  const [only] = values
  if (values.length === 1 && only && strength === identity) return only
  const result = collected()
  for (const value of values) addValue(result, value, strength)
  return result
}

export function isSame(a: Dependencies, b: Dependencies): boolean {
  return hasSameEntries(a.direct, b.direct) && hasSameEntries(a.indirect, b.indirect)
}

function hasSameEntries(a: ReadonlyMap<SourceColumn, number>, b: ReadonlyMap<SourceColumn, number>): boolean {
  if (a.size !== b.size) return false
  for (const [source, number] of a) if (b.get(source) !== number) return false
  return true
}

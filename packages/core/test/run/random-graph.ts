import {
  calendar,
  daily,
  dynamicKeys,
  hourly,
  keys,
  monthly,
  nyse,
  type Partitions,
  product,
  weekly,
} from '@headwater/core'
import { checkMapping, isTime, type Mapping, unpartitioned } from '../../src/partitions/index.ts'
import type { Dice } from './random-dice.ts'

/** What one asset reads, as data: `of` is another asset, or `self`. */
export interface DepShape {
  readonly name: string
  readonly of: string
  readonly mapping: Mapping
}

/** One asset of a random project. Its code version is its behaviour. */
export interface AssetShape {
  readonly key: string
  readonly cut: string
  readonly code: number
  readonly isRange: boolean
  readonly isExternal: boolean
  readonly deps: readonly DepShape[]
}

/** A project as its files would say it at one time. Assets read only those that come before them. */
export interface ProjectShape {
  readonly cuts: { readonly [name: string]: Partitions }
  readonly assets: readonly AssetShape[]
}

export const symbols = dynamicKeys('symbols')
/** The dynamic keys that are ever used. */
export const allSymbols = ['p', 'q', 'r', 's'] as const
export const staticKeys = ['a', 'b', 'c', 'd'] as const

export const firstCuts: ProjectShape['cuts'] = {
  none: unpartitioned,
  hour: hourly({ start: '2024-01-10T05:00', end: '2024-01-11T08:00' }),
  day: daily({ start: '2024-01-02' }),
  trading: daily({ start: '2024-01-02', calendar: nyse }),
  week: weekly({ start: '2023-12-18' }),
  month: monthly({ start: '2023-10' }),
  letters: keys('a', 'b', 'c'),
  symbols,
  dayByLetter: product({ day: daily({ start: '2024-01-06' }), letter: keys('a', 'b', 'c') }),
  symbolByDay: product({ symbol: symbols, day: daily({ start: '2024-01-07' }) }),
  letterBySymbol: product({ letter: keys('a', 'b'), symbol: symbols }),
  seenDay: daily({ start: '2024-01-03' }),
  seenLetter: keys('a', 'b', 'c'),
}

/** Other versions of a cut whose ordinals mean the same: another start, end, calendar, or other keys. */
export function cutAgain(dice: Dice, name: string, closed: readonly string[]): Partitions | undefined {
  const own = calendar('own', { closed })
  const start = dice.pick(['2024-01-01', '2024-01-02', '2024-01-04', '2024-01-05'])
  switch (name) {
    case 'hour':
      return hourly({ start: dice.pick(['2024-01-10T03:00', '2024-01-10T08:00']), end: '2024-01-11T08:00' })
    case 'day':
    case 'trading':
      return dice.pick([
        daily({ start }),
        daily({ start, end: dice.pick(['2024-01-08', '2024-01-09', '2024-01-12']) }),
        daily({ start, calendar: own }),
        daily({ start, calendar: nyse }),
        daily({ start, grace: { hours: 9 } }),
        daily({ start, timezone: 'America/New_York' }),
        daily({ start, exclusions: ['2024-01-06', '2024-01-09..2024-01-10'] }),
      ])
    case 'week':
      return weekly({ start: dice.pick(['2023-12-11', '2023-12-18', '2023-12-25']) })
    case 'month':
      return monthly({ start: dice.pick(['2023-10', '2023-11']) })
    case 'letters':
      return keys(...dice.pick([['a', 'b', 'c'], ['b', 'a'], ['c', 'd', 'a', 'b'], ['a']] as const))
    case 'dayByLetter':
      return product({ day: daily({ start: dice.pick(['2024-01-05', '2024-01-07']) }), letter: keys('a', 'b', 'c') })
    case 'symbolByDay':
      return product({ symbol: symbols, day: daily({ start: '2024-01-07', calendar: own }) })
    default:
      return undefined
  }
}

/** The cuts of assets that are made here, some more often than others. */
export const madeCuts = [
  'none',
  'none',
  'hour',
  'day',
  'day',
  'trading',
  'week',
  'month',
  'letters',
  'symbols',
  'dayByLetter',
  'symbolByDay',
  'letterBySymbol',
] as const

export function randomProject(dice: Dice): ProjectShape {
  const external = (key: string, cut: string) => ({ key, cut, code: 0, isRange: false, isExternal: true, deps: [] })
  const project = {
    cuts: firstCuts,
    assets: [external('outside', 'none'), external('seenDays', 'seenDay'), external('seenLetters', 'seenLetter')],
  }
  return Array.from({ length: 3 + dice.below(7) }).reduce<ProjectShape>(
    (all, _, index) => ({ ...all, assets: [...all.assets, randomAsset(dice, all, `a${index}`)] }),
    project,
  )
}

function randomAsset(dice: Dice, before: ProjectShape, key: string): AssetShape {
  const cut = dice.pick(madeCuts)
  let shape: AssetShape = {
    key,
    cut,
    code: dice.below(5),
    isRange: cut !== 'none' && dice.chance(0.25),
    isExternal: false,
    deps: [],
  }
  for (let count = dice.below(4); count > 0; count -= 1) shape = withDep(dice, before, shape)
  if (dice.chance(0.25)) shape = withSelf(dice, before, shape)
  if (dice.chance(0.05)) shape = withSelf(dice, before, shape)
  return shape
}

/** With one dep more, on an asset before it, where any mapping fits. */
export function withDep(dice: Dice, { cuts, assets }: ProjectShape, shape: AssetShape): AssetShape {
  const at = assets.findIndex(({ key }) => key === shape.key)
  const upstream = dice.pick(assets.slice(0, at === -1 ? assets.length : at))
  const fitting = mappingsBetween(dice, shape.cut, upstream.cut, cuts)
  if (fitting.length === 0) return shape
  const name = `d${shape.deps.length}${upstream.key}`
  const dep = { name, of: upstream.key, mapping: dice.pick(fitting) }
  return shape.deps.some((other) => other.name === name) ? shape : { ...shape, deps: [...shape.deps, dep] }
}

export function withSelf(dice: Dice, { cuts }: ProjectShape, shape: AssetShape): AssetShape {
  const cut = cuts[shape.cut]
  if (!cut || !['hour', 'day', 'trading', 'week', 'month', 'dayByLetter', 'symbolByDay'].includes(shape.cut))
    return shape
  const steps = (count: number) => (isTime(cut) ? count : { day: count })
  const count = 1 + dice.below(3)
  const mapping: Mapping = dice.pick([
    { kind: 'offset', by: steps(-count) },
    { kind: 'lookback', count: steps(count) },
  ])
  const dep = { name: `own${shape.deps.length}`, of: 'self', mapping }
  return { ...shape, deps: [...shape.deps, dep] }
}

/** All kinds of mappings between two cuts that are allowed. */
export function mappingsBetween(
  dice: Dice,
  readerCut: string,
  upstreamCut: string,
  cuts: ProjectShape['cuts'],
): readonly Mapping[] {
  const [reader, upstream] = [cuts[readerCut], cuts[upstreamCut]]
  if (!reader || !upstream) return []
  const count = 1 + dice.below(4)
  const by = dice.pick([-2, -1, 1])
  const steps = (one: number) => (upstream.kind === 'product' ? { day: one } : one)
  const any: readonly Mapping[] = [
    { kind: 'identity' },
    { kind: 'identity' },
    { kind: 'every', dimensions: [] },
    { kind: 'every', dimensions: ['day'] },
    { kind: 'every', dimensions: ['letter'] },
    { kind: 'every', dimensions: ['symbol'] },
    { kind: 'latest' },
    { kind: 'lookback', count: steps(count) },
    { kind: 'offset', by: steps(by) },
    { kind: 'within' },
    { kind: 'along', dimension: 'day' },
    { kind: 'along', dimension: 'letter' },
    { kind: 'along', dimension: 'symbol' },
  ]
  const isDaily = (name: string) => name === 'day' || name === 'trading' || name === 'seenDay'
  const isLetters = (name: string) => name === 'letters' || name === 'seenLetter'
  const canBeMapped = (isDaily(readerCut) && isDaily(upstreamCut)) || (isLetters(readerCut) && isLetters(upstreamCut))
  const mapped: readonly Mapping[] = canBeMapped ? [mappedFunctions(isDaily(readerCut), dice.below(2))] : []
  return [...any.filter((mapping) => fits(mapping, reader, upstream)), ...mapped]
}

function fits(mapping: Mapping, reader: Partitions, upstream: Partitions): boolean {
  if (mapping.kind === 'along' && upstream.kind === 'unpartitioned') return false
  const dimensions = mapping.kind === 'every' ? mapping.dimensions : []
  if (dimensions.some((name) => upstream.kind !== 'product' || !(name in upstream.dimensions))) return false
  return checkMapping(mapping, reader, upstream) === undefined
}

/** Of each kind two, so that the function itself can be edited. */
export function mappedFunctions(isDaily: boolean, variant: number): Mapping {
  if (isDaily) {
    return variant === 0
      ? {
          kind: 'mapped',
          upstream: (key: string) => [shifted(key, -2)],
          downstream: (key: string) => [shifted(key, 2)],
        }
      : {
          kind: 'mapped',
          upstream: (key: string) => [shifted(key, 0), shifted(key, -3)],
          downstream: (key: string) => [shifted(key, 0), shifted(key, 3)],
        }
  }
  return variant === 0
    ? { kind: 'mapped', upstream: (key: string) => (key === 'a' ? ['b', 'c'] : ['a']), downstream: () => staticKeys }
    : { kind: 'mapped', upstream: (key: string) => (key === 'b' ? [] : [key]), downstream: (key: string) => [key] }
}

function shifted(day: string, by: number): string {
  return new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10)
}

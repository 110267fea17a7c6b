import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Calendar,
  calendar,
  type Cell,
  cron,
  daily,
  downstreamSubset,
  dynamicKeys,
  type Grid,
  gridOf,
  hourly,
  keys,
  type Mapping,
  type MappingContext,
  memoryKeyIds,
  monthly,
  nyse,
  type Partitions,
  product,
  Subset,
  unpartitioned,
  upstreamCells,
  upstreamSubset,
  weekly,
} from '../../../src/partitions/index.ts'

const ids = memoryKeyIds()
ids.add(['A', 'B', 'C'])
ids.addDynamic('customer', ['x', 'y'])

const names = (cells: Iterable<Cell>) => [...cells].map(({ series, ordinal }) => `${series}/${ordinal}`).sort()

/** A few cells of each kind: a whole difference of thousands would take minutes to print. */
function differences(actual: Iterable<Cell>, expected: Iterable<Cell>) {
  const [found, wanted] = [new Set(names(actual)), new Set(names(expected))]
  return {
    extra: [...found].filter((name) => !wanted.has(name)).slice(0, 5),
    lacking: [...wanted].filter((name) => !found.has(name)).slice(0, 5),
  }
}
const none = { extra: [], lacking: [] }

/** The definition of each mapping, one cell at a time over lists of all partitions. */
function naive(mapping: Mapping, cell: Cell, { reader, upstream, now, materialized }: MappingContext): readonly Cell[] {
  const there = [...upstream.existing(now).cells()]
  const [mine, theirs] = [keyOf(reader, cell), (at: Cell) => keyOf(upstream, at)]
  switch (mapping.kind) {
    case 'identity':
      return [upstream.layout.cellAt(upstream.layout.dimensions.map(({ name }) => mine[name]!))]
    case 'along':
      return [upstream.layout.cellAt([mine[mapping.dimension]!])]
    case 'every': {
      const free = mapping.dimensions
      const rest = upstream.layout.dimensions
        .map(({ name }) => name)
        .filter((name) => free.length > 0 && !free.includes(name))
      return there.filter((at) => rest.every((name) => theirs(at)[name] === (mine[name] ?? mine[''])))
    }
    case 'latest':
      return materialized.last ? [materialized.last] : []
    case 'within': {
      const window = reader.window(cell)!
      return there.filter((at) => upstream.window(at)!.start >= window.start && upstream.window(at)!.start < window.end)
    }
    case 'lookback':
    case 'offset': {
      const steps = mapping.kind === 'lookback' ? mapping.count : mapping.by
      const name = upstream.layout.main!.name
      const [count, along] =
        typeof steps === 'number' ? [steps, name] : [Object.values(steps)[0]!, Object.keys(steps)[0]!]
      const row = [
        ...upstream.layout.dimensions
          .find((each) => each.name === along)!
          .axis.time!.through(upstream.layout.dimensions.find((each) => each.name === along)!.axis.time!.begunBy(now)!),
      ]
      const here = mine[along]!
      const before = row.filter((ordinal) => ordinal < here)
      const after = row.filter((ordinal) => ordinal > here)
      const self = row.filter((ordinal) => ordinal === here)
      const wanted =
        mapping.kind === 'lookback'
          ? [...before, ...self].slice(-count)
          : count === 0
            ? self
            : [count < 0 ? before.at(count) : after[count - 1]]
      return there.filter(
        (at) =>
          wanted.includes(theirs(at)[along]!) &&
          Object.keys(mine).every((each) => each === along || mine[each] === theirs(at)[each]),
      )
    }
    case 'mapped':
      throw new Error('has no definition but itself')
  }
}

function keyOf(grid: Grid, cell: Cell): { readonly [dimension: string]: number } {
  const ordinals = grid.layout.ordinalsOf(cell)
  return Object.fromEntries(grid.layout.dimensions.map(({ name }, index) => [name, ordinals[index]!]))
}

const odd: Calendar = calendar('odd', { weekdays: ['monday', 'wednesday', 'friday'] })
const zones = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kolkata']
const days = (start: string, timezone: string, open?: Calendar) => daily({ start, timezone, calendar: open })
const calendars = fc.constantFrom(undefined, nyse, odd)
const starts = fc.constantFrom('2011-11-28', '2011-12-20', '2012-01-04')
const zone = fc.constantFrom(...zones)
const symbols = keys('A', 'B')

const shift = fc.constantFrom(undefined, { hours: -7 }, { hours: 4, minutes: 30 })
const exclusions = fc.constantFrom([], ['2012-01-04'], ['2011-12-24..2011-12-30', '2012-01-06'])
const plainDays = fc.tuple(starts, zone, calendars).map(([start, timezone, open]) => days(start, timezone, open))
const shiftedDays = fc
  .tuple(plainDays, shift, exclusions)
  .map(([of, offset, exclusions]) => daily({ ...of, offset, exclusions, grace: { hours: 3 } }))
const dailyCut = fc.oneof(plainDays, shiftedDays)
const hourlyPair = zone.map(
  (timezone) =>
    [hourly({ start: '2012-01-03', timezone }), hourly({ start: '2012-01-04', timezone, calendar: nyse })] as const,
)
const product2 = (first: Partitions, second: Partitions) => product({ day: first, symbol: second } as never)

type Case = readonly [mapping: Mapping, reader: Partitions, upstream: Partitions]
const stepping: fc.Arbitrary<Mapping> = fc.oneof(
  fc.integer({ min: 1, max: 6 }).map((count): Mapping => ({ kind: 'lookback', count })),
  fc.integer({ min: -4, max: 4 }).map((by): Mapping => ({ kind: 'offset', by })),
)
const steppingDay: fc.Arbitrary<Mapping> = stepping.map(
  (mapping): Mapping =>
    mapping.kind === 'lookback'
      ? { ...mapping, count: { day: mapping.count as number } }
      : mapping.kind === 'offset'
        ? { ...mapping, by: { day: mapping.by as number } }
        : mapping,
)
const identity: Mapping = { kind: 'identity' }
const every = (...dimensions: string[]): Mapping => ({ kind: 'every', dimensions })
const time = fc.oneof(
  dailyCut,
  zone.map((timezone) => hourly({ start: '2012-01-03T05:00', timezone })),
  fc
    .tuple(zone, exclusions)
    .map(([timezone, exclusions]) =>
      hourly({ start: '2012-01-03', timezone, exclusions, offset: { minutes: 30 }, calendar: odd }),
    ),
  fc
    .tuple(zone, shift)
    .map(([timezone, offset]) => weekly({ start: '2011-11-01', timezone, offset: { ...offset, weekday: 'sunday' } })),
  zone.map((timezone) => monthly({ start: '2011-10', timezone, offset: { days: 9, hours: -3 } })),
  zone.map((timezone) => weekly({ start: '2011-11-01', timezone, calendar: odd })),
  zone.map((timezone) => monthly({ start: '2011-10', timezone })),
  zone.map((timezone) => cron('*/40 3,9 * * 1-5', { start: '2011-12-01', timezone })),
)
const cases: fc.Arbitrary<Case> = fc.oneof(
  fc.tuple(fc.oneof(stepping, fc.constant(identity), fc.constant(every())), dailyCut, dailyCut),
  fc
    .tuple(fc.oneof(stepping, fc.constant(identity)), hourlyPair)
    .map(([mapping, [one, other]]): Case => [mapping, one, other]),
  fc.tuple(fc.constant<Mapping>({ kind: 'within' }), time, time),
  fc
    .tuple(fc.oneof(steppingDay, fc.constant(identity)), dailyCut, dailyCut)
    .map(([mapping, mine, theirs]): Case => [mapping, product2(mine, symbols), product2(theirs, keys('A', 'B', 'C'))]),
  fc.tuple(steppingDay, dailyCut, dailyCut).map(
    ([mapping, mine, theirs]): Case =>
      // The day is not the main dimension here, and stands in another place.
      [
        mapping,
        product({ day: mine, month: monthly({ start: '2011-11' }) }),
        product({ month: monthly({ start: '2011-10' }), day: theirs }),
      ],
  ),
  fc
    .tuple(fc.constantFrom(every('symbol'), every('day'), every(), every('day', 'symbol')), dailyCut, dailyCut)
    .map(
      ([mapping, mine, theirs]): Case => [
        mapping,
        mapping.kind === 'every' && mapping.dimensions.join() === 'day' ? symbols : mine,
        product2(theirs, keys('A', 'C')),
      ],
    ),
  fc
    .tuple(fc.constantFrom('day', 'symbol'), dailyCut, dailyCut)
    .map(
      ([dimension, mine, theirs]): Case => [
        { kind: 'along', dimension },
        product2(mine, symbols),
        dimension === 'day' ? theirs : keys('B', 'C'),
      ],
    ),
  fc
    .tuple(fc.constantFrom(every('symbol'), every('day')), dailyCut, dailyCut)
    .map(
      ([mapping, mine, theirs]): Case => [
        mapping,
        mapping.kind === 'every' && mapping.dimensions[0] === 'day'
          ? product({ region: keys('A'), symbol: symbols })
          : product({ region: keys('A', 'B'), day: mine }),
        product({ symbol: keys('B', 'C'), day: theirs, region: keys('A', 'B') }),
      ],
    ),
  dailyCut.map((mine): Case => [{ kind: 'latest' }, mine, symbols]),
  dailyCut.map((mine): Case => [identity, mine, unpartitioned]),
  fc.constant<Case>([identity, dynamicKeys('customer'), dynamicKeys('customer')]),
  fc.constant<Case>([identity, product({ a: symbols, b: keys('C') }), product({ b: keys('C', 'A'), a: symbols })]),
)
const nows = fc.integer({ min: Date.UTC(2012, 0, 3), max: Date.UTC(2012, 0, 12) })

/** Some cells of a grid: about as many as `share` says. */
function someOf(grid: Grid, now: number, share: number, seed: number): Subset {
  let state = seed
  return Subset.of(
    [...grid.existing(now).cells()].filter(() => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647 < share),
  )
}
const seeds = fc.integer({ min: 1, max: 1_000_000 })
const shares = fc.constantFrom(0.05, 0.5, 0.9, 1)

describe('mappings', () => {
  it('read the upstream partitions that their definition names', () => {
    fc.assert(
      fc.property(cases, nows, seeds, shares, ([mapping, mine, theirs], now, seed, share) => {
        const [reader, upstream] = [gridOf(mine, ids), gridOf(theirs, ids)]
        const context = { reader, upstream, now, materialized: someOf(upstream, now, share, seed) }
        const subset = someOf(reader, now, share, seed + 1)
        const expected = [...subset.cells()].flatMap((cell) => naive(mapping, cell, context))
        expect(differences(upstreamSubset(mapping, subset, context).cells(), expected)).toEqual(none)
        const [cell] = [...subset.cells()].slice(-1)
        if (cell)
          expect(differences(upstreamCells(mapping, cell, context), naive(mapping, cell, context))).toEqual(none)
      }),
      { numRuns: 600 },
    )
  })

  it('are read by the partitions that read any of some upstream partitions', () => {
    fc.assert(
      fc.property(cases, nows, seeds, shares, ([mapping, mine, theirs], now, seed, share) => {
        const [reader, upstream] = [gridOf(mine, ids), gridOf(theirs, ids)]
        const context = { reader, upstream, now, materialized: someOf(upstream, now, share, seed) }
        const subset = someOf(upstream, now, share, seed + 1)
        const expected = [...reader.existing(now).cells()].filter((cell) =>
          naive(mapping, cell, context).some((at) => subset.has(at)),
        )
        expect(differences(downstreamSubset(mapping, subset, context).cells(), expected)).toEqual(none)
      }),
      { numRuns: 600 },
    )
  })
})

describe('upstreamCells', () => {
  const now = Date.parse('2024-01-12T22:00Z')
  const read = (mapping: Mapping, mine: Partitions, theirs: Partitions, key: string) => {
    const [reader, upstream] = [gridOf(mine, ids), gridOf(theirs, ids)]
    return upstreamCells(mapping, reader.parse(key, now), { reader, upstream, now, materialized: Subset.empty }).map(
      (cell) => upstream.textOf(cell),
    )
  }
  const trading = daily({ start: '2023-12-27', timezone: 'America/New_York', calendar: nyse })
  const civil = daily({ start: '2023-12-27' })

  it('looks back along the calendar of the upstream, oldest first, this one last', () => {
    expect(read({ kind: 'lookback', count: 3 }, trading, trading, '2024-01-03')).toEqual([
      '2023-12-29',
      '2024-01-02',
      '2024-01-03',
    ])
    expect(read({ kind: 'lookback', count: 3 }, civil, trading, '2024-01-01')).toEqual([
      '2023-12-27',
      '2023-12-28',
      '2023-12-29',
    ])
    expect(read({ kind: 'lookback', count: 9 }, trading, trading, '2023-12-28')).toEqual(['2023-12-27', '2023-12-28'])
  })

  it('gives nothing where an offset leads past the beginning', () => {
    expect(read({ kind: 'offset', by: -1 }, trading, trading, '2024-01-02')).toEqual(['2023-12-29'])
    expect(read({ kind: 'offset', by: -1 }, trading, trading, '2023-12-27')).toEqual([])
    expect(read({ kind: 'offset', by: 1 }, trading, trading, '2024-01-12')).toEqual([])
  })

  it('names the one partition that identity needs, though the upstream is closed', () => {
    expect(read(identity, civil, trading, '2024-01-01')).toEqual(['2024-01-01'])
    expect(read(identity, civil, unpartitioned, '2024-01-01')).toEqual([null])
  })

  it('gives a day its hours, 23 to 25 of them', () => {
    const timezone = 'Europe/London'
    const hours = hourly({ start: '2023-01-01', timezone })
    const lengths = ['2023-03-26', '2023-10-29', '2023-11-01'].map(
      (day) => read({ kind: 'within' }, daily({ start: '2023-01-01', timezone }), hours, day).length,
    )
    expect(lengths).toEqual([23, 25, 24])
  })

  it('gives a trading day the hours from 17:00 the day before, and a trading week its days', () => {
    const timezone = 'America/New_York'
    const offset = { hours: -7 }
    const sessions = daily({ start: '2023-12-27', timezone, calendar: nyse, offset })
    const hours = read({ kind: 'within' }, sessions, hourly({ start: '2023-12-01', timezone }), '2024-01-03')
    expect([hours.length, hours[0], hours.at(-1)]).toEqual([24, '2024-01-02T17:00', '2024-01-03T16:00'])
    const weeks = weekly({ start: '2023-12-25', timezone, offset })
    expect(read({ kind: 'within' }, weeks, sessions, '2024-01-01')).toEqual([
      '2024-01-02',
      '2024-01-03',
      '2024-01-04',
      '2024-01-05',
    ])
  })

  it('gives a week that straddles two months to the month of its Monday', () => {
    const weeks = weekly({ start: '2023-09-04' })
    expect(read({ kind: 'within' }, monthly({ start: '2023-09' }), weeks, '2023-10')).toEqual([
      '2023-10-02',
      '2023-10-09',
      '2023-10-16',
      '2023-10-23',
      '2023-10-30',
    ])
  })

  it('calls the functions of a mapping of your own with keys, and leaves out what does not exist', () => {
    const quarters = keys('A', 'B')
    const mapping: Mapping = {
      kind: 'mapped',
      upstream: (key: string) => (key === 'A' ? ['2023-12', '2024-01', '2024-02'] : []),
      downstream: () => ['A'],
    }
    const months = monthly({ start: '2023-01' })
    expect(read(mapping, quarters, months, 'A')).toEqual(['2023-12', '2024-01'])
    const [reader, upstream] = [gridOf(quarters, ids), gridOf(months, ids)]
    const context = { reader, upstream, now, materialized: Subset.empty }
    expect(names(downstreamSubset(mapping, upstream.select('2024-01', now), context).cells())).toEqual(
      names([reader.cellOf('A')]),
    )
  })
})

import { asset, type ByPartition, columns, daily, every, keys, offset } from '@headwater/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { columnPath, namesOfPath, pathBelow } from '../../src/define/index.ts'
import { carriedBy } from '../../src/define/columns/index.ts'
import { afterStep, type AnyRow, columnsOfSteps, type RowStep } from '../../src/define/columns/row-steps.ts'
import { byPartition } from '../../src/define/index.ts'
import { thrownBy } from '../run/kernel.ts'

const bars = asset(
  'bars',
  {
    schema: z.array(
      z.object({ symbol: z.string(), day: z.string(), close: z.number().nullable(), volume: z.number() }),
    ),
  },
  () => [],
)
const rows = [
  { symbol: 'AAPL', day: '2024-01-02', close: 180, volume: 2 },
  { symbol: 'NFLX', day: '2024-01-02', close: null, volume: 3 },
]

describe('a column path', () => {
  it('has quotes only where a name could be taken for something else', () => {
    expect(columnPath(['Global Quote', '05. price'])).toBe('Global Quote."05. price"')
    expect(columnPath(['*'])).toBe('"*"')
    expect(columnPath(['a"b', ''])).toBe('"a""b".""')
    expect(namesOfPath('quote.price')).toEqual(['quote', 'price'])
  })

  it('is read back as it was written, and is nothing where it could not be written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 3 }), (names) => {
        expect(namesOfPath(columnPath(names))).toEqual(names)
      }),
    )
    for (const text of ['', 'a.', '.a', 'a..b', '"a', '"a"b', 'a"b']) expect(namesOfPath(text), text).toBeUndefined()
  })

  it('lies below another one by whole names', () => {
    expect(pathBelow('quote.price', 'quote')).toBe('.price')
    expect(pathBelow('quote', 'quote')).toBe('')
    expect(pathBelow('quotes', 'quote')).toBeUndefined()
  })
})

describe('columns.from', () => {
  const summary = columns
    .from({ bars })
    .rename({ day: 'date' })
    .map('close', (close) => close ?? 0)
    .derive('dollars', ['close', 'volume'], ({ close, volume }) => close * volume)
    .pick('symbol', 'date', 'dollars')

  it('makes a row of each row', () => {
    expect(summary({ bars: rows })).toEqual([
      { symbol: 'AAPL', date: '2024-01-02', dollars: 360 },
      { symbol: 'NFLX', date: '2024-01-02', dollars: 0 },
    ])
  })

  it('takes several partitions as one table', () => {
    const halves = byPartition([
      ['a', rows.slice(0, 1)],
      ['b', rows.slice(1)],
    ]) as ByPartition<'a' | 'b', typeof rows>
    const ofHalves = asset(
      'of-halves',
      { partitions: keys('a', 'b'), schema: z.array(z.object({ symbol: z.string() })) },
      () => [],
    )
    expect(columns.from({ all: every(ofHalves) }).pick('symbol')({ all: halves })).toEqual([
      { symbol: 'AAPL' },
      { symbol: 'NFLX' },
    ])
  })

  it('makes no rows of a partition that is not there', () => {
    const days = daily({ start: '2024-01-01' })
    const ofDays = asset('of-days', { partitions: days, schema: z.array(z.object({ symbol: z.string() })) }, () => [])
    expect(columns.from({ before: offset(ofDays, -1) }).pick('symbol')({ before: undefined })).toEqual([])
  })

  it('hands a derived column nothing but what it names', () => {
    const seen = columns.from({ bars }).derive('seen', ['day'], (row) => Object.keys(row).join())
    expect(seen({ bars: rows })[0]?.seen).toBe('day')
  })

  it('knows what its columns are made of', async () => {
    const answer = await carriedBy(summary)?.columnLineage({
      partition: null,
      columns: ['symbol', 'date', 'dollars', 'close'],
      deps: {},
    })
    expect(
      answer?.columns.map(({ column, direct }) => [
        column,
        direct.map(({ column: of, transformation }) => [of, transformation]),
      ]),
    ).toEqual([
      ['symbol', [['symbol', 'IDENTITY']]],
      ['date', [['day', 'IDENTITY']]],
      [
        'dollars',
        [
          ['close', 'TRANSFORMATION'],
          ['volume', 'TRANSFORMATION'],
        ],
      ],
      // It was left out by `pick`.
      ['close', []],
    ])
  })

  it('follows columns that swap their names', async () => {
    const swapped = columns.from({ bars }).rename({ day: 'symbol', symbol: 'day' })
    expect(swapped({ bars: rows.slice(0, 1) })).toEqual([{ day: 'AAPL', symbol: '2024-01-02', close: 180, volume: 2 }])
    const answer = await carriedBy(swapped)?.columnLineage({ partition: null, columns: ['symbol', 'day'], deps: {} })
    expect(answer?.columns.map(({ direct }) => direct[0]?.column)).toEqual(['day', 'symbol'])
  })

  it('claims exactly what is seen when one upstream column changes at a time', async () => {
    const names = ['a', 'b', 'c', 'd']
    const name = fc.constantFrom(...names)
    const some = fc.subarray(names, { minLength: 1 })
    const step = fc.oneof(
      some.map((columns): RowStep => ({ kind: 'pick', columns })),
      fc
        .tuple(fc.subarray(names), fc.shuffledSubarray(names, { minLength: 4 }))
        .map(
          ([from, to]): RowStep => ({ kind: 'rename', names: Object.fromEntries(from.map((n, i) => [n, to[i] ?? n])) }),
        ),
      name.map((column): RowStep => ({ kind: 'map', column, make: (value) => `<${String(value)}>` })),
      fc
        .tuple(name, some)
        .map(([column, of]): RowStep => ({ kind: 'derive', column, of, make: (row) => JSON.stringify(row) })),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const row = { a: 'a', b: 'b', c: 'c', d: 'd' }
        const made = steps.reduce<AnyRow>(afterStep, row)
        const { columns: origins } = await columnsOfSteps(
          'dep',
          steps,
        )({ partition: null, columns: Object.keys(made), deps: {} })
        for (const { column, direct } of origins) {
          const seen = names.filter(
            (each) => steps.reduce<AnyRow>(afterStep, { ...row, [each]: 'other' })[column] !== made[column],
          )
          // A column that was left out before can still be named, and is then made of nothing.
          expect(direct.map((of) => of.column).toSorted(), column).toEqual(seen)
          for (const { column: of, transformation } of direct)
            expect(transformation === 'IDENTITY').toBe(made[column] === row[of as 'a'])
        }
      }),
    )
  })

  it('has the code of its steps and of their functions, not that of the library', () => {
    const lower = (symbol: string) => symbol.toLowerCase()
    const code = carriedBy(columns.from({ bars }).map('symbol', lower).pick('symbol'))?.code
    expect(code?.functions).toEqual([lower])
    const other = carriedBy(columns.from({ bars }).map('symbol', lower).pick('symbol', 'day'))?.code
    expect(other?.functions).toEqual([lower])
    expect(other?.values).not.toEqual(code?.values)
  })

  it('takes one dep, and gives every column a name of its own', async () => {
    expect((await thrownBy(() => columns.from({ bars, other: bars }))).code).toBe('DEFINITION_INVALID')
    const twice = () => columns.from({ bars }).rename({ day: 'name', symbol: 'name' })
    expect((await thrownBy(twice)).message).toBe('rename() gives two columns the name `name`')
  })
})

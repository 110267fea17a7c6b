import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CalendarLayout } from '../../../src/page/asset/partitions/calendar-layout.ts'
import { keysShape, shapeOf } from '../../../src/page/asset/partitions/calendar-shapes.ts'
import { dayOf, type Grain, placeOfText, textOfPlace } from '../../../src/page/asset/partitions/dates.ts'
import { Places } from '../../../src/page/asset/partitions/places.ts'

/** Days, weeks, months or hours from some day on, with a hole in the middle. */
const cases = fc
  .tuple(
    fc.constantFrom<Grain>('daily', 'weekly', 'monthly', 'hourly', 'cron'),
    fc.integer({ min: -3000, max: 22_000 }),
  )
  .chain(([grain, day]) =>
    fc
      .tuple(fc.integer({ min: 1, max: 900 }), fc.nat(40), fc.integer({ min: 1, max: 600 }))
      .map(([first, hole, second]) => {
        const step = { daily: 1, weekly: 7, monthly: 1, hourly: 60, cron: 1440 }[grain]
        const start = { daily: day, weekly: day, monthly: day >> 5, hourly: day * 1440, cron: day * 1440 + 540 }[grain]
        return { grain, places: new Places([start, step, first, start + (first + hole) * step, step, second]) }
      }),
  )

function layoutOf(grain: Grain, places: Places): CalendarLayout {
  const shape = shapeOf(grain, places)
  if (shape === undefined) throw new Error('no calendar')
  return new CalendarLayout(shape, places, 1100)
}

describe('places', () => {
  it('are found from their partitions and back, and the next one from between', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ places }, a) => {
        const index = a % places.count
        expect(places.find(places.at(index))).toBe(index)
        expect(places.from(places.at(index))).toBe(index)
        expect(places.from(places.at(index) + 1)).toBe(index + 1)
        expect([...places.between(0, places.count)][index]).toBe(places.at(index))
        expect(places.from(Number.NEGATIVE_INFINITY)).toBe(0)
        expect(places.from(Number.POSITIVE_INFINITY)).toBe(places.count)
      }),
    )
  })

  it('are read from keys as they are written', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ grain, places }, a) => {
        const place = places.at(a % places.count)
        expect(placeOfText(grain, textOfPlace(grain, place))).toBe(place)
      }),
    )
    expect(textOfPlace('monthly', 54 * 12 + 1)).toBe('2024-02')
    expect(placeOfText('hourly', '2024-11-03T01:00-05:00')).toBe(dayOf(2024, 11, 3) * 1440 + 60)
    expect(placeOfText('daily', 'AAPL')).toBeUndefined()
  })
})

describe('a calendar', () => {
  it('has every partition in a cell of its own, and finds it there', () => {
    fc.assert(
      fc.property(cases, ({ grain, places }) => {
        const layout = layoutOf(grain, places)
        const taken = new Set<string>()
        for (let index = 0; index < places.count; index++) {
          const rect = layout.rectOf(index) ?? { x: Number.NaN, y: 0, width: 0, height: 0 }
          const at = [rect.x + rect.width / 2, rect.y + rect.height / 2] as const
          if (layout.indexAt(...at) !== index || layout.nearestTo(...at) !== index || rect.x + rect.width > 1101)
            expect({ index, rect }).toBe('in a cell')
          taken.add(`${rect.x.toFixed(2)},${rect.y}`)
        }
        expect(taken.size).toBe(places.count)
      }),
      { numRuns: 40 },
    )
  })

  it('has nothing beside its cells, but a drag always ends somewhere', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: -50, max: 1200 }), fc.integer({ min: -50, max: 3000 }), (of, x, y) => {
        const layout = layoutOf(of.grain, of.places)
        const nearest = layout.nearestTo(x, y)
        expect(nearest).toBeGreaterThanOrEqual(0)
        expect(nearest).toBeLessThan(of.places.count)
        const index = layout.indexAt(x, y)
        if (index !== undefined) expect(nearest).toBe(index)
      }),
    )
    const layout = layoutOf('daily', new Places([dayOf(2024, 1, 1), 1, 366]))
    expect(layout.indexAt(5, 30)).toBeUndefined()
    expect(layout.indexAt(500, 5)).toBeUndefined()
  })

  it('of trading days has five rows, of every day seven, and the newest year on top', () => {
    const week = [dayOf(2024, 1, 1), 1, 5, dayOf(2024, 1, 8), 1, 5]
    expect(shapeOf('daily', new Places(week))?.rows).toBe(5)
    expect(shapeOf('daily', new Places([dayOf(2024, 1, 1), 1, 12]))?.rows).toBe(7)
    const { bands } = layoutOf('daily', new Places([dayOf(2022, 12, 30), 1, 800]))
    expect(bands.map(({ title }) => title)).toEqual(['2025', '2024', '2023', '2022'])
    expect(bands.map(({ from, to }) => to - from)).toEqual([800 - 2 - 365 - 366, 366, 365, 2])
  })

  it('of one firing a day is one of days, and of firings all over the day there is none', () => {
    const closes = new Places([
      dayOf(2024, 1, 1) * 1440 + 18 * 60,
      1440,
      5,
      dayOf(2024, 1, 8) * 1440 + 18 * 60,
      1440,
      5,
    ])
    expect(shapeOf('cron', closes)).toMatchObject({ columns: 54, rows: 5 })
    expect(shapeOf('cron', new Places([0, 7, 2000]))).toBeUndefined()
  })

  it('of keys is filled line by line', () => {
    const layout = new CalendarLayout(keysShape(10, 4), new Places([0, 1, 10]), 400)
    expect(layout.rectOf(5)).toMatchObject({ x: 100, y: layout.cellHeight })
    expect(layout.indexAt(150, layout.cellHeight * 2 + 1)).toBe(9)
    expect(layout.indexAt(250, layout.cellHeight * 2 + 1)).toBeUndefined()
    expect(layout.nearestTo(390, 9999)).toBe(9)
    const blocks = new CalendarLayout(keysShape(1000, 10), new Places([0, 1, 1000]), 400)
    expect(blocks.bands.map(({ from }) => from)).toEqual([0, 200, 400, 600, 800])
    expect(blocks.rectOf(215)?.y).toBe((blocks.bands[1]?.y ?? 0) + blocks.cellHeight)
    for (const index of [0, 199, 200, 999]) {
      const { x, y } = blocks.rectOf(index) ?? { x: 0, y: 0 }
      expect(blocks.indexAt(x + 5, y + 5)).toBe(index)
    }
  })
})

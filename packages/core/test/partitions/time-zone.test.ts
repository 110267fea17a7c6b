import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeZone } from '../../src/partitions/index.ts'

const zones = [
  'UTC',
  'America/New_York',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Africa/Cairo',
  'America/Boa_Vista',
  'Asia/Kathmandu',
  'Antarctica/Troll',
  'Pacific/Chatham',
] as const
const minutes = fc.integer({ min: Date.UTC(1975, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 })

/** What the clocks show, by Intl alone. */
const formats = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }),
  ]),
)
function shown(zone: (typeof zones)[number], minute: number): number {
  const parts = Object.fromEntries(
    formats
      .get(zone)!
      .formatToParts(minute * 60_000)
      .map(({ type, value }) => [type, Number(value)]),
  )
  return Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!) / 60_000
}

describe('timeZone', () => {
  it('agrees with what Intl shows at any instant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
        expect(minute + timeZone(zone).offsetAt(minute)).toBe(shown(zone, minute))
      }),
      { numRuns: 2000 },
    )
  })

  it('agrees with Intl on both sides of each of its own transitions, and finds one wherever Intl has one', () => {
    for (const zone of zones) {
      const [from, to] = [Date.UTC(2000, 0) / 60_000, Date.UTC(2030, 0) / 60_000]
      const changes = timeZone(zone)
        .eras(from, to)
        .flatMap((era, index, eras) => (era.offset === eras[index - 1]?.offset ? [] : [era.from]))
        .slice(1)
      for (const minute of changes) {
        expect(shown(zone, minute - 1) - minute + 1).toBe(timeZone(zone).offsetAt(minute - 1))
        expect(shown(zone, minute) - minute).toBe(timeZone(zone).offsetAt(minute))
      }
      let found = 0
      for (let minute = from; minute < to; minute += 1440) {
        if (shown(zone, minute) - minute !== shown(zone, minute + 1440) - minute - 1440) found++
      }
      expect([zone, changes.length]).toEqual([zone, found])
    }
  })

  it('finds every instant of a local time, and the first one at or after it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), transitionsOrAny(), (zone, local) => {
        const naive: number[] = []
        let first: number | undefined
        for (let minute = local - 27 * 60; minute <= local + 27 * 60; minute++) {
          const clock = minute + timeZone(zone).offsetAt(minute)
          if (clock === local) naive.push(minute)
          if (first === undefined && clock >= local) first = minute
        }
        expect(timeZone(zone).allAt(local)).toEqual(naive)
        expect(timeZone(zone).firstAt(local)).toBe(first)
      }),
      { numRuns: 300 },
    )
  })

  it('names the nearest zone when there is none of the name', () => {
    expect(() => timeZone('America/NewYork')).toThrow(
      expect.objectContaining({ code: 'PARTITIONS_INVALID', hint: expect.stringContaining('`America/New_York`') }),
    )
  })
})

/** Local times, most of them within hours of a change of some zone's clocks. */
function transitionsOrAny() {
  const near = zones.flatMap((zone) =>
    timeZone(zone)
      .eras(Date.UTC(1994, 0) / 60_000, Date.UTC(2026, 0) / 60_000)
      .map((era) => era.from + era.offset),
  )
  return fc.oneof(
    minutes,
    fc.tuple(fc.constantFrom(...near), fc.integer({ min: -1600, max: 1600 })).map(([at, by]) => at + by),
  )
}

import { fail } from '../errors/index.ts'
import { didYouMean, nearestNames } from '../keys/index.ts'

/** A stretch of UTC minutes, `to` excluded, in which a zone's clocks show UTC plus `offset` minutes. */
export interface Era {
  readonly from: number
  readonly to: number
  readonly offset: number
}

/** A zone's clocks. Instants are UTC minutes since 1970; local times are the minutes that UTC would show on such clocks. */
export interface TimeZone {
  readonly name: string
  /** The offset from UTC at an instant, in minutes. Offsets of old, with seconds, are cut to minutes. */
  readonly offsetAt: (minute: number) => number
  /** The stretches that touch `from` to `to`, in order. Two neighbours may have one offset. */
  readonly eras: (from: number, to: number) => readonly Era[]
  /** The first instant at which clocks show `local` or later: the end of the gap when they never show `local`. */
  readonly firstAt: (local: number) => number
  /** Every instant at which clocks show `local`: one, two when they are put back, none when they skip it. */
  readonly allAt: (local: number) => readonly number[]
}

const zones = new Map<string, TimeZone>()

/** The zone of an IANA name, such as `America/New_York`; throws PARTITIONS_INVALID for an unknown one. */
export function timeZone(name: string): TimeZone {
  const known = zones.get(name)
  if (known) return known
  const zone = zoneOver(name, name === 'UTC' ? () => 0 : offsetReader(name))
  zones.set(name, zone)
  return zone
}

/** No zone is further than this from UTC, in minutes. */
const farthest = 26 * 60
/** Offsets are looked up so much at a time: whoever asks for a few years need not wait for more. */
const chunk = 1461 * 1440
/** Clocks that are put forth and back again show it for a week at least (Boa Vista, 2000), so nothing happens between. */
const probe = 6 * 1440

function zoneOver(name: string, offsetOf: (minute: number) => number): TimeZone {
  const chunks = new Map<number, readonly Era[]>()

  function chunkAt(index: number): readonly Era[] {
    const known = chunks.get(index)
    if (known) return known
    const [from, to] = [index * chunk, (index + 1) * chunk]
    const eras = name === 'UTC' ? [{ from, to, offset: 0 }] : findEras(offsetOf, from, to)
    chunks.set(index, eras)
    return eras
  }
  function eras(from: number, to: number): readonly Era[] {
    const found: Era[] = []
    for (let index = Math.floor(from / chunk); index * chunk <= to; index++) {
      for (const era of chunkAt(index)) if (era.to > from && era.from <= to) found.push(era)
    }
    return found
  }
  function offsetAt(minute: number): number {
    return chunkAt(Math.floor(minute / chunk)).find((era) => minute < era.to)?.offset ?? 0
  }
  function firstAt(local: number): number {
    for (const { from, to, offset } of eras(local - farthest, local + farthest)) {
      const minute = Math.max(from, local - offset)
      if (minute < to) return minute
    }
    return local
  }
  function allAt(local: number): readonly number[] {
    return eras(local - farthest, local + farthest)
      .map(({ from, to, offset }) => ({ from, to, minute: local - offset }))
      .filter(({ from, to, minute }) => minute >= from && minute < to)
      .map(({ minute }) => minute)
  }
  return { name, offsetAt, eras, firstAt, allAt }
}

/** Probes the offset every few days, and halves its way to the minute where it changed. */
function findEras(offsetOf: (minute: number) => number, from: number, to: number): readonly Era[] {
  const eras: Era[] = []
  let start = from
  let offset = offsetOf(from)
  for (let at = from; at < to; at += probe) {
    const next = Math.min(at + probe, to)
    const offsetNext = offsetOf(next)
    if (offsetNext === offset) continue
    let [before, after] = [at, next]
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2)
      if (offsetOf(middle) === offset) before = middle
      else after = middle
    }
    if (after < to) {
      eras.push({ from: start, to: after, offset })
      start = after
      offset = offsetNext
    }
  }
  eras.push({ from: start, to, offset })
  return eras
}

function offsetReader(name: string): (minute: number) => number {
  const format = formatOf(name)
  const known = new Map<string, number>()
  return (minute) => {
    const text = format.format(minute * 60_000)
    const written = text.slice(text.indexOf('GMT'))
    const offset = known.get(written) ?? offsetOfText(written)
    known.set(written, offset)
    return offset
  }
}

/** The minutes of `GMT-05:00`; `GMT` alone is 0. */
function offsetOfText(text: string): number {
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(text) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch (cause) {
    return fail('PARTITIONS_INVALID', {
      message: `\`${name}\` is not a time zone`,
      hint:
        didYouMean(nearestNames(name, Intl.supportedValuesOf('timeZone'))) ??
        'Name an IANA zone such as `America/New_York`.',
      cause,
    })
  }
}

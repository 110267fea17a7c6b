import type { Axis, TimeAxis } from './axis.ts'
import { cutInWords } from './beginning.ts'
import type { Grace, Time } from './partitions.ts'

/** What a cut along time knows of itself: the rest follows from it. */
type Known = Omit<TimeAxis, 'graceMs' | 'lastComplete' | 'changesAfter'>

/** What all cuts along time do alike, over what they know of time. */
export function timeAxis(partitions: Time, known: Known, keys: Pick<Axis, 'textOf' | 'ordinalOf'>): Axis {
  const graceMs = millisecondsOf(partitions.grace)
  const time: TimeAxis = {
    ...known,
    graceMs,
    lastComplete: (instant) => known.step(known.overBelow(instant - graceMs), -1),
    // Assets that are cut alike ask for it at the same instant.
    changesAfter: remembering((instant) => changesAfter(known, graceMs, instant)),
  }
  const upTo = (last: number) => time.through(last).clip(Number.NEGATIVE_INFINITY, last)
  const existing = remembering(upTo)
  // Windows follow on one another, so all that have begun are over but the last.
  const complete = remembering((begun) => upTo(begun - 1))
  const begunBy = remembering((instant) => time.begunBy(instant) ?? Number.NEGATIVE_INFINITY)
  const overBy = remembering((instant) => begunBy(instant - time.graceMs))
  // Assets that are cut alike are asked for one and the same partition again and again.
  const textOf = remembering(keys.textOf)

  function nearest(text: string, now: number): readonly string[] {
    const all = existing(begunBy(now))
    const [near] = time.reach(text) ?? []
    const rank = near === undefined ? all.count : all.rank(near)
    const neighbours = near === undefined ? [rank - 1] : [rank - 1, rank]
    return neighbours.flatMap((rank) => all.at(rank) ?? []).map(keys.textOf)
  }
  const { timezone, calendar, exclusions } = partitions
  const omissions = [...(calendar ? [calendar.name] : []), ...(exclusions ? ['with exclusions'] : [])]
  return {
    existing: (now) => existing(begunBy(now)),
    complete: (now) => complete(overBy(now)),
    ordinalOf: keys.ordinalOf,
    textOf,
    words: [cutInWords(partitions), timezone, ...omissions].join(', '),
    nearest,
    time,
  }
}

function changesAfter(time: Known, graceMs: number, instant: number): number | undefined {
  const begins = time.step(time.firstFrom(instant + 1) - 1, 1)
  const ends = time.step(time.overBelow(instant - graceMs) - 1, 1)
  const moments = [
    ...(begins === undefined ? [] : [time.windowOf(begins).start]),
    ...(ends === undefined ? [] : [time.windowOf(ends).end + graceMs]),
  ]
  return moments.length === 0 ? undefined : Math.min(...moments)
}

/** The same answer for as long as the question is the same. */
function remembering<T>(make: (of: number) => T): (of: number) => T {
  let known: { readonly of: number; readonly answer: T } | undefined
  return (of) => {
    if (known?.of !== of) known = { of, answer: make(of) }
    return known.answer
  }
}

function millisecondsOf({ days = 0, hours = 0, minutes = 0 }: Grace = {}): number {
  return ((days * 24 + hours) * 60 + minutes) * 60_000
}

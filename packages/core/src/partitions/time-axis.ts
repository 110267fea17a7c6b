import type { Axis, TimeAxis } from './axis.ts'
import { cutInWords } from './beginning.ts'
import type { Grace, Time } from './partitions.ts'

/** What all cuts along time do alike, over what they know of time. */
export function timeAxis(
  partitions: Time,
  known: Omit<TimeAxis, 'graceMs'>,
  keys: Pick<Axis, 'textOf' | 'ordinalOf'>,
): Axis {
  const time: TimeAxis = { ...known, graceMs: millisecondsOf(partitions.grace) }
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

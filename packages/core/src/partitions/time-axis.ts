import type { Axis, TimeAxis } from './axis.ts'
import type { IntervalSet } from './interval-set.ts'
import type { Time } from './partitions.ts'

/** What all cuts along time do alike, over what they know of time. */
export function timeAxis(partitions: Time, time: TimeAxis, keys: Pick<Axis, 'textOf' | 'ordinalOf'>): Axis {
  let known: { readonly begun: number; readonly existing: IntervalSet; readonly complete: IntervalSet } | undefined

  /** Windows follow on one another, so all that have begun are over but the last. */
  function at(now: number) {
    const begun = time.begunBy(now) ?? Number.NEGATIVE_INFINITY
    if (known?.begun === begun) return known
    const existing = time.through(begun).clip(Number.NEGATIVE_INFINITY, begun)
    known = { begun, existing, complete: existing.clip(Number.NEGATIVE_INFINITY, begun - 1) }
    return known
  }
  function nearest(text: string, now: number): readonly string[] {
    const all = at(now).existing
    const [near] = time.reach(text) ?? []
    const rank = near === undefined ? all.count : all.rank(near)
    const neighbours = near === undefined ? [rank - 1] : [rank - 1, rank]
    return neighbours.flatMap((rank) => all.at(rank) ?? []).map(keys.textOf)
  }
  const { kind, timezone, calendar } = partitions
  const cut = kind === 'cron' ? `cron \`${partitions.expression}\`` : kind
  return {
    existing: (now) => at(now).existing,
    complete: (now) => at(now).complete,
    ...keys,
    words: [cut, timezone, ...(calendar ? [calendar.name] : [])].join(', '),
    nearest,
    time,
  }
}

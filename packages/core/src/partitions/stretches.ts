import type { IntervalSet } from './interval-set.ts'
import { type Run, sizeOf } from './runs.ts'

/** Members of a set that follow on one another in a larger one: from which rank of that on, and how many. */
export interface Stretch {
  readonly from: number
  readonly count: number
}

/** Where the members of a set stand among those of another one, which must hold them all. Costs by stretches, not by members. */
export function stretchesIn(whole: IntervalSet, part: IntervalSet): readonly Stretch[] {
  if (part === whole) return whole.isEmpty ? [] : [{ from: 0, count: whole.count }]
  return [...part.ranges()].flatMap((run) => stretchesOf(whole, run))
}

/** A run that skips members of the whole, such as every second one, is halved until no half does. */
function stretchesOf(whole: IntervalSet, run: Run): readonly Stretch[] {
  const count = sizeOf(run)
  const from = whole.rank(run.from)
  if (whole.rank(run.to) - from + 1 === count) return [{ from, count }]
  const middle = run.from + (Math.floor(count / 2) - 1) * run.step
  return [...stretchesOf(whole, { ...run, to: middle }), ...stretchesOf(whole, { ...run, from: middle + run.step })]
}

import type { StatusRuns } from './status-runs.ts'

/** A stretch of partitions, both ends included. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/**
 * How many partitions of each of `kinds` statuses fall on each of `pixels` columns of a bar: `mix[pixel * kinds + status]`.
 * Where a partition is wider than a pixel it counts in each of its own. Linear in runs and pixels, however many partitions.
 */
export function mixOf(runs: StatusRuns, { from, to }: Stretch, pixels: number, kinds: number): Uint32Array {
  const mix = new Uint32Array(pixels * kinds)
  const count = to - from + 1
  let run = runs.runAt(from)
  for (let pixel = 0; pixel < pixels; pixel++) {
    const first = from + Math.floor((pixel * count) / pixels)
    const end = Math.max(first + 1, from + Math.floor(((pixel + 1) * count) / pixels))
    while ((runs.ends[run] ?? Number.POSITIVE_INFINITY) <= first) run++
    for (let at = run, start = first; start < end && at < runs.ends.length; at++) {
      const stop = Math.min(end, runs.ends[at] ?? end)
      const cell = pixel * kinds + (runs.statuses[at] ?? 0)
      mix[cell] = (mix[cell] ?? 0) + stop - start
      start = stop
    }
  }
  return mix
}

/** A rectangle of one column of a bar, in shares of its height from above. */
export interface Layer {
  readonly status: number
  readonly top: number
  readonly bottom: number
}

/** Trouble is never thinner than this, so that one failed day among ten thousand is seen. */
const least = { loud: 0.25, quiet: 0.1 }

/** What one column shows: the statuses in `order`, the most important on top, as high as their share but never too thin to see. */
export function layersOf(counts: Uint32Array, order: readonly number[]): readonly Layer[] {
  const present = order.filter((status) => (counts[status] ?? 0) > 0)
  const total = present.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
  let top = 0
  return present.map((status, place) => {
    const rest = present.length - place - 1
    const share = Math.max(place === 0 ? least.loud : least.quiet, (counts[status] ?? 0) / total)
    const bottom = rest === 0 ? 1 : Math.min(top + share, 1 - rest * least.quiet)
    const layer = { status, top, bottom }
    top = bottom
    return layer
  })
}

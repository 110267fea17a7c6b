import type { JsonObject } from '../base/json.ts'
import { downstreamSubset, type Grid, gridOf, isTime, type Partitions, type Subset } from '../partitions/index.ts'
import { type AssetRecord, materializedOf } from '../state/index.ts'
import { cutPartitions, type Snapshot } from '../status/index.ts'

/** How far what was recorded by another cut covers the partitions that there are now, in words. */
export function coverageInWords(
  snapshot: Snapshot,
  of: { readonly grid: Grid; readonly record: AssetRecord; readonly cut: JsonObject },
): string {
  const recorded = materializedOf(of.record)
  const covered = coverage(snapshot, { ...of, recorded })
  const kept = `${counted(recorded.count)} recorded so stay readable by their keys`
  if (!covered) return `${kept}, and all are made anew`
  const { whole, part } = covered
  const some = part > 0 ? ` and ${part.toLocaleString('en-US')} in part` : ''
  return `${kept}; they cover ${counted(whole)} whole${some}, which are made anew, since the values of several are not one value`
}

/** How many partitions of today are covered whole and in part; undefined where the cuts do not nest along time. */
export function coverage(
  snapshot: Snapshot,
  of: { readonly grid: Grid; readonly recorded: Subset; readonly cut: JsonObject },
): { readonly whole: number; readonly part: number } | undefined {
  const now: Partitions = of.grid.partitions
  const before = cutPartitions(of.cut, now)
  if (!before || !isTime(before) || !isTime(now)) return undefined
  const upstream = gridOf(before, snapshot.ids)
  const context = { reader: of.grid, upstream, now: snapshot.now, materialized: of.recorded }
  const touched = downstreamSubset({ kind: 'within' }, of.recorded, context)
  const missing = upstream.existing(snapshot.now).subtract(of.recorded)
  const short = downstreamSubset({ kind: 'within' }, missing, context)
  const whole = touched.subtract(short).count
  return { whole, part: touched.count - whole }
}

function counted(count: number): string {
  return `${count.toLocaleString('en-US')} partition${count === 1 ? '' : 's'}`
}

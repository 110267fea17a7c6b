import type { JsonObject } from '../base/json.ts'
import { type Grid, gridOf, isTime, type Partitions, type Subset, type Window } from '../partitions/index.ts'
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
  return `${kept}; they cover ${counted(whole)} whole${some}; all are made anew`
}

/**
 * How many partitions of today are covered whole and in part; undefined where not both cuts are along time. Whole is what
 * lies between the first and the last window of the former cut, and overlaps recorded ones and no missing one. Costs by
 * the number of partitions: only until the new cut is recorded.
 */
export function coverage(
  snapshot: Pick<Snapshot, 'ids' | 'now'>,
  of: { readonly grid: Grid; readonly recorded: Subset; readonly cut: JsonObject },
): { readonly whole: number; readonly part: number } | undefined {
  const now: Partitions = of.grid.partitions
  const before = cutPartitions(of.cut, now)
  if (!before || !isTime(before) || !isTime(now)) return undefined
  const former = gridOf(before, snapshot.ids)
  const existing = former.existing(snapshot.now)
  const recorded = spansOf(former, of.recorded)
  const missing = spansOf(former, existing.subtract(of.recorded))
  const [first, last] = [windowOf(former, existing.first), windowOf(former, existing.last)]
  let [whole, part] = [0, 0]
  for (const cell of of.grid.existing(snapshot.now).cells()) {
    const window = of.grid.window(cell)
    if (!window || !overlaps(recorded, window)) continue
    const lacks = !first || !last || window.start < first.start || window.end > last.end || overlaps(missing, window)
    if (lacks) part += 1
    else whole += 1
  }
  return { whole, part }
}

function windowOf(grid: Grid, cell: Subset['first']): Window | undefined {
  return cell && grid.window(cell)
}

/** The windows of partitions, those that meet put together, in order. */
function spansOf(grid: Grid, partitions: Subset): readonly Window[] {
  const spans: { start: number; end: number }[] = []
  for (const cell of partitions.cells()) {
    const window = grid.window(cell)
    const last = spans.at(-1)
    if (!window) continue
    if (last && window.start <= last.end) last.end = Math.max(last.end, window.end)
    else spans.push({ ...window })
  }
  return spans
}

/** Whether one of these spans, which are in order and apart, shares an instant with a window. */
function overlaps(spans: readonly Window[], { start, end }: Window): boolean {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1
    else high = middle
  }
  const next = spans[low]
  return next !== undefined && next.start < end
}

function counted(count: number): string {
  return `${count.toLocaleString('en-US')} partition${count === 1 ? '' : 's'}`
}

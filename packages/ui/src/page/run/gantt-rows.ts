import type { RunBody } from '../../contract/runs.ts'
import type { Mark } from '../words/mark.ts'

export type RunAsset = RunBody['assets'][number]

/** One asset of a run as a row of its Gantt. */
export interface GanttRow {
  readonly asset: RunAsset
  readonly mark: Mark
  /** Seconds from the start of the run; undefined: it has not begun. */
  readonly bar: { readonly from: number; readonly to: number } | undefined
  /** The asset whose failure kept this one from being made. */
  readonly blockedBy: string | undefined
}

/** Rows in the order in which they began; what has not begun stands below, in the order of the plan. */
export function ganttRows(run: RunBody, now: number): readonly GanttRow[] {
  const failing = new Set(run.failedChecks.flatMap((check) => (check.severity === 'error' ? [check.asset] : [])))
  const byKey = new Map(run.assets.map((asset) => [asset.asset, asset]))
  return run.assets
    .toSorted((one, other) => (one.startedAt ?? Infinity) - (other.startedAt ?? Infinity) || 0)
    .map((asset) => {
      const mark = failing.has(asset.asset) ? 'failed' : markOf(asset, run.outcome)
      const blocked = asset.startedAt === undefined && (mark === 'waiting' || mark === 'skipped')
      return { asset, mark, bar: barOf(asset, run, now), blockedBy: blocked ? blockerOf(asset, byKey) : undefined }
    })
}

function markOf(asset: RunAsset, outcome: RunBody['outcome']): Mark {
  if (asset.failed > 0) return 'failed'
  if (asset.running > 0 && outcome === 'running') return 'running'
  const done = asset.made + asset.cutOff
  if (done >= asset.of) return 'succeeded'
  if (outcome !== 'running') return asset.skipped > 0 || outcome === 'failed' ? 'skipped' : 'cancelled'
  if (done > 0) return 'running'
  return asset.skipped > 0 ? 'skipped' : 'waiting'
}

/** How long the run took, or has taken: at least a hundredth of a second, so that there is an axis. */
export function lengthOf(run: RunBody, now: number): number {
  const ends = run.assets.map(({ endedAt }) => ((endedAt ?? run.startedAt) - run.startedAt) / 1000)
  const so = run.outcome === 'running' ? (now - run.startedAt) / 1000 : (run.seconds ?? 0)
  return Math.max(0.01, so, ...ends)
}

/** Marks of a time axis at round seconds, minutes or hours: at most `most` steps, the last one within `seconds`. */
export function ticksOf(seconds: number, most: number): readonly number[] {
  const step = steps.find((one) => seconds / one <= most) ?? Math.ceil(seconds / most / day) * day
  return Array.from({ length: Math.floor(seconds / step + 1e-9) + 1 }, (_, tick) => Number((tick * step).toFixed(3)))
}

const day = 86_400
/** Seconds. */
const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].concat(
  [1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60),
  [1, 2, 4, 6, 12, 24].map((hours) => hours * 3600),
)

function barOf(asset: RunAsset, run: RunBody, now: number): GanttRow['bar'] {
  if (asset.startedAt === undefined) return undefined
  const end = asset.running > 0 && run.outcome === 'running' ? now : (asset.endedAt ?? asset.startedAt)
  const from = Math.max(0, (asset.startedAt - run.startedAt) / 1000)
  return { from, to: Math.max(from, (end - run.startedAt) / 1000) }
}

/** The nearest asset upstream in this run that failed. */
function blockerOf(asset: RunAsset, byKey: ReadonlyMap<string, RunAsset>): string | undefined {
  const seen = new Set(asset.upstream)
  for (const key of seen) {
    const upstream = byKey.get(key)
    if (!upstream) continue
    if (upstream.failed > 0) return key
    for (const next of upstream.upstream) seen.add(next)
  }
  return undefined
}

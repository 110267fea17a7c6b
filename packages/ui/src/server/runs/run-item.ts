import type { EventReport, LiveRunReport } from '@headwater/core'
import type { RunItem } from '../../contract/runs.ts'

type Started = Extract<EventReport, { type: 'run_started' }>
type Finished = Extract<EventReport, { type: 'run_finished' }>

/**
 * A run in a list: how it began, how it ended, and what it is at while it goes on. One that does neither died: it counts as
 * failed, which is what will be recorded of it when it is repaired.
 */
export function runItemOf(started: Started, finished?: Finished, live?: LiveRunReport): RunItem {
  const { runId, selection, time, steps, partitions, pid, host, resumes } = started
  const outcome = finished?.outcome ?? (live ? 'running' : 'failed')
  return {
    runId,
    outcome,
    selection,
    startedAt: time,
    ...(finished && { seconds: finished.seconds }),
    steps,
    partitions,
    done: outcome === 'succeeded' ? partitions : Math.min(partitions, live?.done ?? doneIn(finished)),
    counts: finished?.counts ?? {},
    ...(outcome === 'running' && live?.silentSince !== undefined && { silentSince: live.silentSince }),
    pid,
    host,
    ...(resumes !== undefined && { resumes }),
  }
}

function doneIn({ counts = {} }: Partial<Finished> = {}): number {
  const { made = 0, cutOff = 0, failed = 0, skipped = 0 } = counts
  return made + cutOff + failed + skipped
}

import { toast } from '../components/toasts.ts'
import type { LiveNews } from './live-stream.ts'

const tones = { succeeded: 'ok', failed: 'fail', cancelled: 'plain' } as const

/** Runs that were started here and are not over. */
const own = new Set<string>()

/** Says on whatever page is shown how a run ended that was started on this one. */
export function tellWhenOver(runId: string): void {
  own.add(runId)
}

/** Hears the live stream for it. */
export function tellOfOwnRuns(news: LiveNews): void {
  if (news.kind !== 'runs') return
  for (const { runId, outcome, selection } of news.data.runs) {
    if (outcome === 'running' || !own.delete(runId)) continue
    toast({ tone: tones[outcome], text: `${selection || runId}: ${outcome}.`, run: runId })
  }
}

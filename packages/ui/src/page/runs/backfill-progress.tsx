import { type ReactNode, useState } from 'react'
import type { RunItem } from '../../contract/runs.ts'
import { classNames } from '../components/class-names.ts'
import { Progress } from '../components/progress.tsx'
import { StatusBar } from '../components/status-bar.tsx'
import { useNow } from '../components/time.tsx'
import { formatCount, formatSeconds } from '../words/format.ts'
import styles from './backfill-list.module.css'
import { endedInWords, madeIn } from './ended-in-words.ts'
import { paceOf, rateText } from './pace.ts'

/** How far a backfill is, how fast it gets on and how long the rest takes; once it is over, what became of it. */
export function BackfillProgress({ run }: { readonly run: RunItem }): ReactNode {
  return (
    <div className={styles['progress']}>{run.outcome === 'running' ? <Going run={run} /> : <Ended run={run} />}</div>
  )
}

function Going({ run }: { readonly run: RunItem }): ReactNode {
  const now = useNow()
  const pace = paceOf(run, useLastStep(run.done), now)
  const { done, partitions, runId } = run
  return (
    <>
      <span>
        <b>
          {formatCount(done)} of {formatCount(partitions)}
        </b>
        {pace && ` · ${rateText(pace.perSecond)}`}
        {pace?.secondsLeft !== undefined && ` · about ${formatSeconds(Math.ceil(pace.secondsLeft))} left`}
      </span>
      <Progress done={done} of={partitions} label={`Run ${runId}`} />
    </>
  )
}

/** When a number was another one for the last time, in milliseconds since the epoch, as far as this was shown then. */
function useLastStep(done: number): number {
  const [seen, setSeen] = useState(() => ({ done, at: Date.now() }))
  if (seen.done === done) return seen.at
  const next = { done, at: Date.now() }
  setSeen(next)
  return next.at
}

function Ended({ run }: { readonly run: RunItem }): ReactNode {
  const { outcome, counts, partitions } = run
  const words = endedInWords(run)
  // What went well is no news.
  if (outcome === 'succeeded') return <span className={styles['dim']}>{words}</span>
  const [fresh, failed] = [madeIn(counts), counts['failed'] ?? 0]
  const isLoud = failed > 0 || (counts['checksFailed'] ?? 0) > 0
  const rest = Math.max(0, partitions - fresh - failed)
  const none = { stale: 0, running: 0, open: 0 }
  return (
    <>
      <span className={classNames(isLoud && styles['loud'])}>{words}</span>
      {Object.keys(counts).length > 0 && (
        <StatusBar counts={{ total: partitions, fresh, failed, missing: rest, ...none }} />
      )}
    </>
  )
}

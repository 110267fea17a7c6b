import type { ReactNode } from 'react'
import type { RunItem } from '../../contract/runs.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { Copy } from '../components/copy.tsx'
import { toast } from '../components/toasts.ts'
import { CancelRun } from '../run/cancel-run.tsx'
import { useRerun } from '../run/use-rerun.ts'
import { commandText } from '../words/command-text.ts'
import styles from './backfill-list.module.css'
import { hasRest } from './ended-in-words.ts'

/** What can be done with a backfill: end it while it goes on, make its rest afterwards; and the command that does the same. */
export function BackfillActions({ run }: { readonly run: RunItem }): ReactNode {
  const { data: info } = useApi('info', {})
  const isRunning = run.outcome === 'running'
  if (!isRunning && !hasRest(run)) return null
  const command = commandText(isRunning ? ['cancel', run.runId] : ['backfill', '--resume', run.runId])
  return (
    <span className={styles['actions']}>
      {info?.readOnly === false && (isRunning ? <CancelRun run={run} small /> : <Resume run={run.runId} />)}
      <Copy text={command} label={`Copy \`${command}\``} />
    </span>
  )
}

function Resume({ run }: { readonly run: string }): ReactNode {
  const { rerun, isStarting } = useRerun(run, (runId) =>
    toast({ tone: 'plain', text: 'The rest is being made.', run: runId }),
  )
  return (
    <Button small disabled={isStarting} onClick={() => void rerun('failure')}>
      Resume
    </Button>
  )
}

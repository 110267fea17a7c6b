import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { RunBody } from '../../contract/runs.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { CancelRun } from './cancel-run.tsx'
import { hasRest } from '../runs/ended-in-words.ts'
import { useRerun } from './use-rerun.ts'

/** What can be done with a run: end it while it runs; afterwards make the rest of it, or all of it again. */
export function RunActions({ run }: { readonly run: RunBody }): ReactNode {
  const info = useApi('info', {})
  if (info.data?.readOnly) return null
  return run.outcome === 'running' ? <CancelRun run={run} /> : <RunAgain run={run} />
}

function RunAgain({ run }: { readonly run: RunBody }): ReactNode {
  const navigate = useNavigate()
  const { rerun, isStarting } = useRerun(
    run.runId,
    (runId) => void navigate({ to: '/runs/$run', params: { run: runId } }),
  )
  const left = hasRest(run)
  return (
    <>
      <Button look={left ? undefined : 'quiet'} disabled={isStarting} onClick={() => void rerun('all')}>
        Re-run all
      </Button>
      {left && (
        <Button look="primary" disabled={isStarting} onClick={() => void rerun('failure')}>
          {run.outcome === 'cancelled' ? 'Resume' : 'Re-run from failure'}
        </Button>
      )}
    </>
  )
}

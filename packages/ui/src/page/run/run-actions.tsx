import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { RunBody } from '../../contract/runs.ts'
import { useApi, useWrite } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { Command } from '../components/copy.tsx'
import { Dialog } from '../components/dialog.tsx'
import { toast } from '../components/toasts.ts'
import { tellWhenOver } from '../live/own-runs.ts'

/** What can be done with a run: end it while it runs; afterwards make the rest of it, or all of it again. */
export function RunActions({ run }: { readonly run: RunBody }): ReactNode {
  const info = useApi('info', {})
  if (info.data?.readOnly) return null
  return run.outcome === 'running' ? <CancelRun run={run} /> : <RunAgain run={run} />
}

function CancelRun({ run }: { readonly run: RunBody }): ReactNode {
  const [asking, setAsking] = useState(false)
  const cancel = useWrite('cancel')
  const press = async () => {
    setAsking(false)
    try {
      const { done } = await cancel.mutateAsync({ input: { run: run.runId }, body: {} })
      toast({ tone: 'plain', text: done ? 'The run is asked to end.' : 'The run has already ended.' })
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <>
      <Button look="danger" disabled={cancel.isPending} onClick={() => setAsking(true)}>
        Cancel run
      </Button>
      {asking && (
        <Dialog
          title="Cancel this run?"
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>Keep running</Button>
              <Button look="primary" onClick={() => void press()}>
                Cancel run
              </Button>
            </>
          }
        >
          <p>Steps that are running are told to stop. What is made stays, and the rest can be made later:</p>
          <Command text={run.cli.resume} />
        </Dialog>
      )}
    </>
  )
}

function RunAgain({ run }: { readonly run: RunBody }): ReactNode {
  const navigate = useNavigate()
  const rerun = useWrite('rerun')
  const left = run.outcome !== 'succeeded'
  const press = async (what: 'failure' | 'all') => {
    try {
      const { runId, nothing } = await rerun.mutateAsync({ input: { run: run.runId }, body: { what } })
      if (runId !== undefined) {
        tellWhenOver(runId)
        await navigate({ to: '/runs/$run', params: { run: runId } })
      } else toast({ tone: 'ok', text: nothing ? 'Nothing is left to make.' : 'The run is starting.' })
    } catch (error) {
      sayFailed(error)
    }
  }
  return (
    <>
      <Button look={left ? undefined : 'quiet'} disabled={rerun.isPending} onClick={() => void press('all')}>
        Re-run all
      </Button>
      {left && (
        <Button look="primary" disabled={rerun.isPending} onClick={() => void press('failure')}>
          {run.outcome === 'cancelled' ? 'Resume' : 'Re-run from failure'}
        </Button>
      )}
    </>
  )
}

function sayFailed(error: unknown): void {
  toast({ tone: 'fail', text: error instanceof Error ? error.message : String(error) })
}

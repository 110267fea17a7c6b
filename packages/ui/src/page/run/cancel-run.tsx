import { type ReactNode, useState } from 'react'
import type { RunItem } from '../../contract/runs.ts'
import { useWrite } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { Command } from '../components/copy.tsx'
import { Dialog } from '../components/dialog.tsx'
import { toast } from '../components/toasts.ts'
import { commandText } from '../words/command-text.ts'
import { formatCount, plural } from '../words/format.ts'
import { sayFailed } from './use-rerun.ts'

/** Ends a run, once a person has read what that means. */
export function CancelRun({ run, small = false }: { readonly run: RunItem; readonly small?: boolean }): ReactNode {
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
      <Button small={small} look="danger" disabled={cancel.isPending} onClick={() => setAsking(true)}>
        Cancel{small ? '' : ' run'}
      </Button>
      {asking && <CancelDialog run={run} onClose={() => setAsking(false)} onCancel={() => void press()} />}
    </>
  )
}

function CancelDialog({
  run: { runId, selection, done, partitions },
  onClose,
  onCancel,
}: {
  readonly run: RunItem
  readonly onClose: () => void
  readonly onCancel: () => void
}): ReactNode {
  return (
    <Dialog
      title="Cancel this run?"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Keep running</Button>
          <Button look="primary" onClick={onCancel}>
            Cancel run
          </Button>
        </>
      }
    >
      <p>
        <b>{selection || runId}</b>: {formatCount(done)} of {plural(partitions, 'partition')} are done, and what is made
        stays. What is being made now is told to stop and leaves nothing behind. On the command line:
      </p>
      <Command text={commandText(['cancel', runId])} />
      <p>The rest can be made later, with Resume or by:</p>
      <Command text={commandText(['backfill', '--resume', runId])} />
    </Dialog>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { Play } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import type { PlanBody } from '../../contract/runs.ts'
import { ApiError } from '../api/api-error.ts'
import { newKey } from '../api/client.ts'
import { useApi, useWrite } from '../api/use-api.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { ErrorNote, Wait } from '../components/note.tsx'
import { toast } from '../components/toasts.ts'
import { tellWhenOver } from '../live/own-runs.ts'
import { plural } from '../words/format.ts'
import { AskFields } from './ask-fields.tsx'
import styles from './materialize-dialog.module.css'
import { PlanView } from './plan-view.tsx'
import { type MaterializeAsk, useCloseMaterialize, useOpenMaterialize } from './use-materialize.ts'
import { usePlan } from './use-plan.ts'

/** What would be made and why, before anything starts; what is confirmed is the plan that is shown. */
export function MaterializeDialog({ request }: { readonly request: MaterializeAsk }): ReactNode {
  const close = useCloseMaterialize()
  const ask = useOpenMaterialize()
  const plan = usePlan(request)
  const info = useApi('info', {})
  const { start, starting } = useStart(plan.data)
  const count = plan.data?.count ?? 0
  const readOnly = info.data?.readOnly ?? false
  return (
    <Dialog
      title="Materialize"
      wide
      onClose={close}
      foot={
        <>
          <span className={styles['spring']}>{readOnly && 'This server is read-only: copy the command instead.'}</span>
          <Button onClick={close}>Close</Button>
          <Button
            look="primary"
            disabled={!plan.current || count === 0 || plan.error !== null || starting || readOnly}
            onClick={() => void start()}
          >
            <Play size={14} />
            {starting ? 'Starting…' : count === 0 ? 'Materialize' : `Materialize ${plural(count, 'partition')}`}
          </Button>
        </>
      }
    >
      <AskFields ask={request} onAsk={ask} />
      {plan.error ? (
        <ErrorNote error={plan.error} retry={() => void plan.refetch()} />
      ) : plan.data ? (
        <PlanView plan={plan.data} waiting={!plan.current} />
      ) : (
        <Wait label="Planning" />
      )}
    </Dialog>
  )
}

/** Starts a plan once, however often the button is pressed, and goes to its run. */
function useStart(plan: PlanBody | undefined): { start: () => Promise<void>; starting: boolean } {
  const navigate = useNavigate()
  const close = useCloseMaterialize()
  const materialize = useWrite('materialize')
  const keys = useRef(new Map<string, string>())
  const start = async () => {
    if (!plan) return
    const key = keys.current.get(plan.id) ?? newKey()
    keys.current.set(plan.id, key)
    try {
      const { runId, nothing } = await materialize.mutateAsync({ input: {}, body: { planId: plan.id }, key })
      if (runId !== undefined) {
        tellWhenOver(runId)
        toast({ tone: 'plain', text: `Materializing ${plural(plan.count, 'partition')}.` })
        await navigate({ to: '/runs/$run', params: { run: runId } })
      } else {
        toast({ tone: 'ok', text: nothing ? 'There was nothing left to do.' : 'The run is starting.' })
        close()
      }
    } catch (error) {
      // The next press is another try, not the same one again.
      if (!(error instanceof ApiError && error.passing)) keys.current.delete(plan.id)
      toast({ tone: 'fail', text: error instanceof Error ? error.message : String(error) })
    }
  }
  return { start, starting: materialize.isPending }
}

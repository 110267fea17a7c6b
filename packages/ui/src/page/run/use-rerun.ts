import { useWrite } from '../api/use-api.ts'
import { toast } from '../components/toasts.ts'
import { tellWhenOver } from '../live/own-runs.ts'

/** `failure`: what a run left. `all`: all of it again. */
export type Rerun = 'failure' | 'all'

/** Makes what a run left, or all of it again; `onStarted` hears of the run that does it. */
export function useRerun(
  run: string,
  onStarted: (runId: string) => void,
): { readonly rerun: (what: Rerun) => Promise<void>; readonly isStarting: boolean } {
  const { mutateAsync, isPending } = useWrite('rerun')
  const rerun = async (what: Rerun) => {
    try {
      const { runId, nothing } = await mutateAsync({ input: { run }, body: { what } })
      if (runId === undefined)
        return toast({ tone: 'ok', text: nothing ? 'Nothing is left to make.' : 'The run is starting.' })
      tellWhenOver(runId)
      onStarted(runId)
    } catch (error) {
      sayFailed(error)
    }
  }
  return { rerun, isStarting: isPending }
}

/** Says why what was pressed did not happen. */
export function sayFailed(error: unknown): void {
  toast({ tone: 'fail', text: error instanceof Error ? error.message : String(error) })
}

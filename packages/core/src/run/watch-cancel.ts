import { HeadwaterError } from '../errors/index.ts'
import type { StateStore } from '../state/index.ts'

const everyMs = 1000

/** Looks every second whether somebody asked for the end of a run; answers with how to stop looking. */
export function watchCancel(store: StateStore, runId: string, cancel: (reason: HeadwaterError) => void): () => void {
  let after = 0
  let isLooking = false
  const look = async (): Promise<void> => {
    const requests = await store.events({ types: ['cancel_requested'], after })
    after = requests.at(-1)?.position ?? after
    if (!requests.some(({ of }) => of === runId)) return
    cancel(
      new HeadwaterError('CANCELLED', {
        message: `run \`${runId}\` was cancelled`,
        hint: 'What was made stays. `headwater backfill --resume` makes the rest.',
      }),
    )
  }
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    // A store that cannot be read will be told of by the run itself, which writes to it.
    look()
      .finally(() => (isLooking = false))
      .catch(() => undefined)
  }, everyMs)
  return () => clearInterval(timer)
}

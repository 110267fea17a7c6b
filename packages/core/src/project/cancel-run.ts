import { fail } from '../errors/index.ts'
import { startOf } from './run-history.ts'
import type { Session } from './session.ts'

/**
 * Asks a run to end, in whatever process it goes on: it looks for that every second, aborts what is under way and keeps
 * what is done. Throws RUN_UNKNOWN, and RUN_OVER for a run that has ended.
 */
export async function cancelRun(session: Session, runId: string): Promise<void> {
  const { store } = session.parts
  await startOf(store, runId)
  const [finished] = await store.events({ types: ['run_finished'], runId, limit: 1 })
  if (finished) {
    fail('RUN_OVER', {
      message: `run \`${runId}\` is over: it ${wordsOf[finished.outcome]}`,
      hint: 'Only runs that go on can be cancelled: `headwater runs` lists them.',
    })
  }
  await store.append([{ type: 'cancel_requested', of: runId }])
}

const wordsOf = { succeeded: 'succeeded', failed: 'failed', cancelled: 'was cancelled' }

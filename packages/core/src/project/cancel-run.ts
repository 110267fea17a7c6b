import { runHistory } from './run-history.ts'
import type { Session } from './session.ts'
import { fail } from '../errors/index.ts'

/**
 * Asks a run to end, in whatever process it goes on: it looks for that every second, aborts what is under way and keeps
 * what is done. Throws RUN_UNKNOWN, and RUN_OVER for a run that has ended.
 */
export async function cancelRun(session: Session, runId: string): Promise<void> {
  const { store } = session.parts
  const [started] = await store.events({ types: ['run_started'], runId, limit: 1 })
  if (!started) {
    const [newest] = await runHistory(store, 1)
    fail('RUN_UNKNOWN', {
      message: `there is no run \`${runId}\``,
      hint: newest ? `The newest is \`${newest.runId}\`; \`headwater runs\` lists them.` : 'Nothing has run yet.',
    })
  }
  const [finished] = await store.events({ types: ['run_finished'], runId, limit: 1 })
  if (finished) {
    fail('RUN_OVER', {
      message: `run \`${runId}\` has ended already: it ${finished.outcome}`,
      hint: 'Only runs that go on can be cancelled: `headwater runs` lists them.',
    })
  }
  await store.append([{ type: 'cancel_requested', of: runId }])
}

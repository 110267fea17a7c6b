import { currentKey, recoverRuns, type RunOptions } from '../run/index.ts'
import type { Session } from './session.ts'

/** Repairs what runs that died left behind, before anything new is begun. Answers with what was done, in words. */
export async function recover(session: Session, run: Pick<RunOptions, 'signal'> = {}): Promise<readonly string[]> {
  const { store, clock, model } = session.parts
  const resources = session.openResources()
  return recoverRuns(store, clock.now(), async (guard, assets) => {
    const snapshot = await session.snapshot(session.stepsOf(assets.map((asset) => currentKey(model, asset))))
    return session.context(snapshot, { guard, resources, ...(run.signal ? { signal: run.signal } : {}) })
  })
}

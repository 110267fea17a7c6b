import type { Attempt } from '../io/index.ts'
import type { Session } from './session.ts'

/** Keeps runs away from some partitions, by asset and as `Subset.encode()` writes them, while work on them goes on. */
export async function underLease<T>(
  session: Session,
  partitions: readonly { readonly asset: string; readonly subset: string }[],
  work: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const guard = await session.lease(partitions)
  try {
    return await work({ ...guard, id: `${guard.runId}.1` })
  } finally {
    await session.parts.store.release(guard.runId)
  }
}

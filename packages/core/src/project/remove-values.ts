import type { Attempt, Store } from '../io/index.ts'
import { Subset } from '../partitions/index.ts'
import type { ExpiredValue } from './expired-values.ts'
import type { Session } from './session.ts'

/** So many values are deleted between two looks at the lease. */
const chunk = 1000

/** Deletes values, then says so in the log: what a crash leaves in between is found, and deleted, once more. */
export async function removeValues(
  session: Session,
  of: { readonly recordedAs: string; readonly store: Store; readonly attempt: Attempt },
  values: readonly ExpiredValue[],
): Promise<void> {
  const { store: log } = session.parts
  const { recordedAs, store, attempt } = of
  for (let from = 0; from < values.length; from += chunk) {
    await log.renew(attempt)
    const some = values.slice(from, from + chunk)
    await store.remove?.(
      some.map(({ removal }) => removal),
      attempt,
    )
    await log.append([{ type: 'values_removed', asset: recordedAs, of: positionsOf(some), count: some.length }])
  }
}

function positionsOf(values: readonly ExpiredValue[]): { position: number; partitions: string }[] {
  return [...Map.groupBy(values, ({ position }) => position)].map(([position, of]) => ({
    position,
    partitions: Subset.of(of.map(({ cell }) => cell)).encode(),
  }))
}

import type { AssetDefinition } from '../define/index.ts'
import { isHeadwaterError } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Store } from '../io/index.ts'
import { Subset } from '../partitions/index.ts'
import { type ExpiredValue, expiredValues, keepingOf } from './expired-values.ts'
import { versionsLease } from './move-alias.ts'
import { removeValues } from './remove-values.ts'
import type { Session } from './session.ts'
import { underLease } from './under-lease.ts'

/** Older versions of one asset whose values are no longer kept. */
export interface PrunedValues {
  readonly asset: string
  readonly values: number
}

/** An asset whose values can be deleted. */
interface Prunable {
  readonly definition: AssetDefinition
  readonly store: Store
}

/**
 * Deletes the values of older versions that no asset retains any more, and what a wipe left behind. A version that counts
 * now, that an alias points at, or that a run may be reading is never deleted.
 */
export async function pruneValues(
  session: Session,
  selection: string,
  dryRun: boolean,
): Promise<readonly PrunedValues[]> {
  const pruned: PrunedValues[] = []
  for (const asset of await session.keysOf(selection)) {
    const definition = session.parts.model.assets.get(asset)
    const store = definition && ioOf(session.parts.model, definition)?.store
    if (!definition?.step.produce || !store?.remove) continue
    const values = await pruneAsset(session, { definition, store }, dryRun)
    if (values > 0) pruned.push({ asset, values })
  }
  return pruned
}

/** Answers with how many values went, or would. */
async function pruneAsset(session: Session, of: Prunable, dryRun: boolean): Promise<number> {
  const found = await expiredIn(session, of)
  if (dryRun || found.values.length === 0) return found.values.length
  const wiped = Subset.of(found.values.filter(({ removal }) => removal.published).map(({ cell }) => cell))
  try {
    // What was wiped may be made again, and an alias may be moved to an older version: not while these are being deleted.
    return await underLease(
      session,
      [{ asset: of.definition.key, subset: wiped.encode() }, ...versionsLease(of.definition)],
      async (attempt) => {
        const { ledger, values } = await expiredIn(session, of)
        const due = values.filter(({ cell, removal }) => !removal.published || wiped.has(cell))
        await removeValues(session, { recordedAs: ledger.recordedAs, store: of.store, attempt }, due)
        return due.length
      },
    )
  } catch (error) {
    // A run makes them anew: they are old versions then, for the next time.
    if (isHeadwaterError(error) && error.code === 'LEASE_HELD') return 0
    throw error
  }
}

async function expiredIn(session: Session, { definition, store }: Prunable) {
  const ledger = (await session.snapshot([definition.step])).ledger(definition.key)
  const values: readonly ExpiredValue[] = await expiredValues(
    session,
    { store, ledger },
    await keepingOf(session, definition),
  )
  return { ledger, values }
}

import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Attempt, Store } from '../io/index.ts'
import type { Subset } from '../partitions/index.ts'
import type { AssetLedger, Snapshot } from '../status/index.ts'
import { definitionIn } from './definition-in.ts'
import { expiredValues } from './expired-values.ts'
import { recover } from './recover.ts'
import { versionsLease } from './move-alias.ts'
import { removeValues } from './remove-values.ts'
import type { Session } from './session.ts'
import { underLease } from './under-lease.ts'

/** Which partitions are to be wiped, and how. */
export interface WipeOptions {
  /** As in `plan`: `a..b`, keys, `all`... Absent: all that are recorded. */
  readonly partitions?: string | undefined
  /** Also deletes the values. Default: they are only forgotten, so that they count as missing. */
  readonly deletes?: boolean | undefined
  /** Only says what would be wiped. */
  readonly dryRun?: boolean | undefined
}

/** What was wiped, or would be. */
export interface WipeReport {
  readonly assets: readonly {
    readonly asset: string
    /** In words. */
    readonly partitions: string
    readonly count: number
  }[]
  readonly deleted: boolean
  readonly dryRun: boolean
}

/** What is to be wiped of one asset. */
interface Target {
  readonly ledger: AssetLedger
  readonly partitions: Subset
}

/**
 * Forgets what is recorded of partitions, and deletes their values in all versions where that is asked for: first it is
 * recorded, under a lease that keeps runs away, then values go. What a crash leaves of them is found by `prune`. What an
 * alias points at stays.
 */
export async function wipe(session: Session, selection: string, options: WipeOptions): Promise<WipeReport> {
  const { deletes = false, dryRun = false } = options
  if (!dryRun) await recover(session)
  const keys = await session.keysOf(selection)
  const found = targetsIn(await snapshotOf(session, keys), keys, options)
  if (deletes) for (const { ledger } of found) assertRemovable(definitionIn(session.parts.model, ledger.asset), session)
  const wiped = dryRun || found.length === 0 ? found : await wipeNow(session, found, deletes)
  return {
    assets: wiped.map(({ ledger, partitions }) => ({
      asset: ledger.asset,
      partitions: ledger.grid.describe(partitions),
      count: partitions.count,
    })),
    deleted: deletes,
    dryRun,
  }
}

function snapshotOf(session: Session, keys: readonly string[]): Promise<Snapshot> {
  return session.snapshot(session.stepsOf(keys))
}

function targetsIn(
  snapshot: Snapshot,
  keys: readonly string[],
  { partitions: expression }: WipeOptions,
): readonly Target[] {
  return keys.flatMap((asset) => {
    const ledger = snapshot.ledger(asset)
    const { grid } = ledger
    const recorded = recordedOf(ledger)
    const partitions =
      expression === undefined || grid.partitions.kind === 'unpartitioned'
        ? recorded
        : grid.select(expression, snapshot.now).intersect(recorded)
    return partitions.isEmpty ? [] : [{ ledger, partitions }]
  })
}

function recordedOf({ materialized, failed }: AssetLedger): Subset {
  return materialized.union(failed)
}

/** Runs that went on meanwhile may have made more, or less: what counts is what there is once they are kept away. */
function wipeNow(session: Session, found: readonly Target[], deletes: boolean): Promise<readonly Target[]> {
  const leases = found.flatMap(({ ledger, partitions }) => [
    { asset: ledger.asset, subset: partitions.encode() },
    ...(deletes ? versionsLease(definitionIn(session.parts.model, ledger.asset)) : []),
  ])
  return underLease(session, leases, async (attempt) => {
    const keys = found.map(({ ledger }) => ledger.asset)
    const snapshot = await snapshotOf(session, keys)
    const targets = found.map(({ ledger: { asset }, partitions }) => {
      const ledger = snapshot.ledger(asset)
      return { ledger, partitions: partitions.intersect(recordedOf(ledger)) }
    })
    for (const target of targets) await wipeTarget(session, target, { attempt, deletes })
    return targets
  })
}

async function wipeTarget(
  session: Session,
  { ledger, partitions }: Target,
  { attempt, deletes }: { readonly attempt: Attempt; readonly deletes: boolean },
): Promise<void> {
  const { store: log, model } = session.parts
  const { asset, recordedAs } = ledger
  const { count } = partitions
  await log.append([{ type: 'wiped', asset: recordedAs, partitions: partitions.encode(), count, deleted: deletes }], {
    guard: attempt,
  })
  const store = storeOf(definitionIn(model, asset), session)
  if (!deletes || !store) return
  const now = (await snapshotOf(session, [asset])).ledger(asset)
  const values = await expiredValues(session, { store, ledger: now })
  await removeValues(
    session,
    { recordedAs, store, attempt },
    values.filter(({ cell }) => partitions.has(cell)),
  )
}

function storeOf(definition: AssetDefinition, session: Session): Store | undefined {
  return ioOf(session.parts.model, definition)?.store
}

/** Throws WIPE_UNSUPPORTED. What is made for its effect has no values to delete. */
function assertRemovable(definition: AssetDefinition, session: Session): void {
  const { key, step } = definition
  const io = ioOf(session.parts.model, definition)
  if (step.produce && (!io || io.store?.remove)) return
  fail('WIPE_UNSUPPORTED', {
    asset: key,
    message: step.produce
      ? `the values of asset \`${key}\` cannot be deleted: \`${io?.name}\` does not know how`
      : `the values of asset \`${key}\` cannot be deleted: they are made elsewhere`,
    hint: 'Wipe without deleting, which only forgets them, and delete them where they lie.',
  })
}

import { fail } from '../errors/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Attempt, Store } from '../io/index.ts'
import type { Subset } from '../partitions/index.ts'
import { type AssetLedger, inChunks, type Snapshot } from '../status/index.ts'
import type { Session } from './session.ts'

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

/** So many values are deleted at a time. */
const chunk = 1000

/** What is to be wiped of one asset. */
interface Target {
  readonly ledger: AssetLedger
  readonly partitions: Subset
  readonly store: Store | undefined
}

/**
 * Forgets what is recorded of partitions, and deletes their values where that is asked for: first it is recorded, under a
 * lease that keeps runs away, then values go. What a crash leaves of them is found by `prune`.
 */
export async function wipe(session: Session, selection: string, options: WipeOptions): Promise<WipeReport> {
  const keys = await session.keysOf(selection)
  const snapshot = await session.snapshot(session.stepsOf(keys))
  const targets = keys.flatMap((asset) => targetOf(snapshot, asset, options))
  const deletes = options.deletes ?? false
  if (deletes) for (const target of targets) assertRemovable(target)
  if (!options.dryRun && targets.length > 0) await wipeNow(session, targets, deletes)
  return {
    assets: targets.map(({ ledger, partitions }) => ({
      asset: ledger.asset,
      partitions: ledger.grid.describe(partitions),
      count: partitions.count,
    })),
    deleted: deletes,
    dryRun: options.dryRun ?? false,
  }
}

function targetOf(snapshot: Snapshot, asset: string, { partitions: expression }: WipeOptions): readonly Target[] {
  const definition = snapshot.model.assets.get(asset)
  const ledger = snapshot.ledger(asset)
  const recorded = ledger.materialized.union(ledger.failed)
  const { grid } = ledger
  const partitions =
    expression === undefined || grid.partitions.kind === 'unpartitioned'
      ? recorded
      : grid.select(expression, snapshot.now).intersect(recorded)
  if (!definition || partitions.isEmpty) return []
  return [{ ledger, partitions, store: ioOf(snapshot.model, definition)?.store }]
}

async function wipeNow(session: Session, targets: readonly Target[], deletes: boolean): Promise<void> {
  const { store } = session.parts
  const guard = await session.lease(
    targets.map(({ ledger, partitions }) => ({ asset: ledger.recordedAs, subset: partitions.encode() })),
  )
  const attempt: Attempt = { id: `${guard.runId}.1`, runId: guard.runId, token: guard.token }
  try {
    for (const target of targets) {
      const { ledger, partitions } = target
      const values = deletes ? await valuesOf(target) : []
      await store.append(
        [
          {
            type: 'wiped',
            asset: ledger.recordedAs,
            partitions: partitions.encode(),
            count: partitions.count,
            deleted: deletes,
          },
        ],
        { guard },
      )
      for (let from = 0; from < values.length; from += chunk)
        await target.store?.remove?.(values.slice(from, from + chunk), attempt)
    }
  } finally {
    await store.release(guard.runId)
  }
}

async function valuesOf({ ledger, partitions }: Target) {
  const values = []
  for (const cells of inChunks(partitions.intersect(ledger.materialized), chunk)) {
    const rows = await ledger.rows(cells)
    for (const cell of cells.cells()) {
      const row = rows.get(cell)
      if (row && Object.keys(row.location).length > 0)
        values.push({ asset: ledger.asset, partition: row.partition, location: row.location, published: true })
    }
  }
  return values
}

function assertRemovable({ ledger, store }: Target): void {
  if (store?.remove) return
  fail('WIPE_UNSUPPORTED', {
    asset: ledger.asset,
    message: `the values of asset \`${ledger.asset}\` cannot be deleted: ${store ? 'its store' : 'what keeps them'} does not know how`,
    hint: 'Wipe without deleting, which only forgets them, and delete them where they lie.',
  })
}

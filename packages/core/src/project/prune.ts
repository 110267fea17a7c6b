import { ioOf } from '../graph/index.ts'
import { keptVersions } from './expired-values.ts'
import { type PrunedValues, pruneValues } from './prune-values.ts'
import { recover } from './recover.ts'
import type { Session } from './session.ts'

/** What is to be pruned. */
export interface PruneOptions {
  /** Whose older versions are deleted. Default: those of all assets that say what they `retain`, and what wipes left. */
  readonly selection?: string | undefined
  /** Events older than so many days go, as far as nothing needs them any more. Absent: events are left alone. */
  readonly eventDays?: number | undefined
  /** Only says what would go. */
  readonly dryRun?: boolean | undefined
}

/** What was pruned, or would be. */
export interface PruneReport {
  readonly values: readonly PrunedValues[]
  /** Events by type; undefined when events were left alone. */
  readonly events: { readonly [type: string]: number } | undefined
  readonly dryRun: boolean
}

const dayMs = 86_400_000

/** Deletes older versions of values, then events that nothing needs. */
export async function prune(session: Session, options: PruneOptions): Promise<PruneReport> {
  const { store, clock } = session.parts
  const { selection = '*', eventDays, dryRun = false } = options
  if (!dryRun) await recover(session)
  const values = await pruneValues(session, selection, dryRun)
  const before = eventDays === undefined ? undefined : clock.now() - eventDays * dayMs
  if (before === undefined || !store.prune) return { values, events: undefined, dryRun }
  const removed = values.reduce((sum, { values: count }) => sum + count, 0)
  const { events } = await store.prune({ before, keeps: await keptEvents(session), values: removed, dryRun })
  return { values, events: Object.fromEntries(events), dryRun }
}

/** Events of older versions that are still stored: without them nobody would ever find those again. */
async function keptEvents(session: Session): Promise<ReadonlySet<number>> {
  const { model } = session.parts
  const snapshot = await session.snapshot(model.steps)
  const kept = new Set<number>()
  for (const definition of model.assets.values()) {
    if (ioOf(model, definition)?.store?.commit !== 'versioned') continue
    for (const position of await keptVersions(session, snapshot.ledger(definition.key))) kept.add(position)
  }
  return kept
}

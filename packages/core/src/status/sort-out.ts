import type { StepDefinition } from '../define/definition.ts'
import type { Subset } from '../partitions/index.ts'
import { madeOtherwise, readsNothing } from './judge.ts'
import { recipeOf } from './recipe.ts'
import type { Snapshot } from './snapshot.ts'
import type { Staleness } from './staleness.ts'
import type { StaleInputs } from './standing.ts'

/** Some partitions, and why they are not what a new run would make. */
export interface StaleGroup extends Staleness {
  readonly partitions: Subset
}

/** Sorts partitions of one asset by how they stand: into stale ones by cause, and fresh ones. No partition is looked at. */
export function sortOut(
  snapshot: Snapshot,
  of: {
    readonly step: StepDefinition
    readonly asset: string
    readonly codeVersion: string
    /** Those whose inputs changed: see `Standings`. */
    readonly inputs: readonly StaleInputs[]
  },
  wanted: Subset,
): { readonly stale: readonly StaleGroup[]; readonly fresh: Subset; readonly unread: readonly StaleInputs[] } {
  const ledger = snapshot.ledger(of.asset)
  const stale: StaleGroup[] = []
  let left = wanted
  const take = (partitions: Subset, staleness: Staleness): void => {
    if (partitions.isEmpty) return
    stale.push({ ...staleness, partitions })
    left = left.subtract(partitions)
  }
  const absent = wanted.subtract(ledger.materialized)
  if (!absent.isEmpty) {
    const failed = absent.intersect(ledger.failed)
    take(failed, { reason: 'failed before' })
    take(absent.subtract(failed), { reason: 'missing' })
  }
  const now = { codeVersion: of.codeVersion, recipe: recipeOf(snapshot, of.step, of.asset) }
  for (const group of ledger.record.made) {
    const why = madeOtherwise(group, now)
    if (why) take(left.intersect(group.partitions), why)
  }
  for (const { upstream, partitions, unread } of of.inputs)
    if (!unread) take(left.intersect(partitions), { reason: 'upstream changed', detail: upstream })
  const { open } = ledger.record
  if (!open.isEmpty) {
    take(left.intersect(ledger.grid.completeIn(open, snapshot.now)), { reason: 'was open' })
    if (readsNothing(snapshot.model, of.step)) take(left.intersect(open), { reason: 'still open' })
  }
  return { stale: mergedByCause(stale), fresh: left, unread: of.inputs.filter(({ unread }) => unread) }
}

/** Groups of one cause together, the largest first. */
function mergedByCause(groups: readonly StaleGroup[]): readonly StaleGroup[] {
  if (groups.length < 2) return groups
  const byCause = new Map<string, StaleGroup>()
  for (const group of groups) {
    const name = `${group.reason}\t${group.detail ?? ''}`
    const known = byCause.get(name)
    byCause.set(name, known ? { ...known, partitions: known.partitions.union(group.partitions) } : group)
  }
  return [...byCause.values()].sort((a, b) => b.partitions.count - a.partitions.count)
}

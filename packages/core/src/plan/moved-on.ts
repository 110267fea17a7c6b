import { fail } from '../errors/index.ts'
import { inputsOf } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import type { LedgerChange } from '../state/index.ts'
import { Reads, type Snapshot } from '../status/index.ts'
import type { Plan, PlanStep } from './plan.ts'

/**
 * Compares a plan with the same plan made now, and with what was recorded since. Throws PLAN_OUTDATED listing the
 * differences when the state moved on in a way that touches the plan: what happened elsewhere does not matter.
 */
export async function assertNotMovedOn(plan: Plan, now: Plan, snapshot: Snapshot): Promise<void> {
  const differences = [...differencesOf(plan, now), ...(await changesSince(plan, snapshot))]
  if (differences.length === 0) return
  fail('PLAN_OUTDATED', {
    message: `the plan \`${plan.id}\` no longer fits: ${differences.slice(0, 8).join('; ')}${differences.length > 8 ? `; and ${differences.length - 8} more` : ''}`,
    hint: 'Make a new plan, look at it, and materialize that one.',
  })
}

function* differencesOf(plan: Plan, now: Plan): Iterable<string> {
  const current = new Map(now.steps.map((step) => [step.step, step]))
  for (const step of plan.steps) {
    const same = current.get(step.step)
    current.delete(step.step)
    if (!same) yield `\`${step.step}\` needs nothing any more`
    else if (!isSameStep(step, same)) yield `\`${step.step}\` ${changeOf(step, same)}`
  }
  for (const step of current.values()) yield `\`${step.step}\` would be made too (${step.reason})`
  for (const [asset, seen] of Object.entries(plan.externals))
    if (now.externals[asset] !== seen) yield `\`${asset}\`, which is made elsewhere, changed`
}

function isSameStep(before: PlanStep, now: PlanStep): boolean {
  return (
    before.codeVersion === now.codeVersion &&
    before.subset === now.subset &&
    before.assets.join() === now.assets.join() &&
    // Also what stands behind `#`: which partitions there are to be read.
    before.recipes.every((recipe, index) => recipe === now.recipes[index])
  )
}

function changeOf(before: PlanStep, now: PlanStep): string {
  if (before.codeVersion !== now.codeVersion) return 'has other code'
  if (before.subset !== now.subset) return `would make ${now.count} partitions, not ${before.count}`
  return 'has other deps, another store, or other partitions to read'
}

/** What happened to the plan's targets, and to what they read and the plan does not make, after it was made. */
async function changesSince(plan: Plan, snapshot: Snapshot): Promise<readonly string[]> {
  if (snapshot.position < plan.position) return ['the event log is another one, or was put back to an earlier state']
  if (snapshot.position === plan.position) return []
  const targets = new Map(plan.steps.flatMap(({ assets, subset }) => assets.map((key) => [key, Subset.decode(subset)])))
  const readers = new Map<string, Reader[]>()
  for (const step of plan.steps) for (const reader of readersOf(snapshot, step)) addReader(readers, reader)
  const names = new Map(
    [...targets.keys(), ...readers.keys()].map((key) => [snapshot.ledger(key).recordedAs, key] as const),
  )
  const changes = await snapshot.store.ledger.changes(new Map([...names.keys()].map((name) => [name, plan.position])))
  const words = new Set<string>()
  for (const change of changes) {
    const key = names.get(change.asset) ?? change.asset
    const word = wordOf(change, { target: targets.get(key) ?? Subset.empty, readers: readers.get(key) ?? [] })
    if (word) words.add(`\`${key}\` ${word}`)
  }
  for (const [key, of] of readers)
    if (of.some(({ reads }) => hasMoved(snapshot, reads, plan.position))) words.add(`an alias of \`${key}\` moved`)
  return [...words]
}

/** How a step of the plan reads an upstream, for which of its partitions. */
interface Reader {
  readonly reads: Reads
  readonly partitions: Subset
}

function* readersOf(snapshot: Snapshot, { asset, subset }: PlanStep): Iterable<Reader> {
  const step = snapshot.model.assets.get(asset)?.step
  for (const input of step ? inputsOf(snapshot.model, step) : []) {
    const reads = new Reads(snapshot, input, asset)
    // Assets that are made elsewhere are looked at, whatever was recorded of them.
    if (snapshot.model.assets.get(reads.upstream.asset)?.step.produce)
      yield { reads, partitions: Subset.decode(subset) }
  }
}

function addReader(readers: Map<string, Reader[]>, reader: Reader): void {
  const key = reader.reads.upstream.asset
  readers.set(key, [...(readers.get(key) ?? []), reader])
}

function hasMoved(snapshot: Snapshot, { input, upstream }: Reads, position: number): boolean {
  if (input.alias === undefined) return false
  return (snapshot.alias(upstream.asset, input.alias)?.position ?? 0) > position
}

/** What a change means to a plan that makes some of the asset's partitions, and reads others through its steps. */
function wordOf(
  { partitions, changed }: LedgerChange,
  { target, readers }: { readonly target: Subset; readonly readers: readonly Reader[] },
): string | undefined {
  if (target.overlaps(partitions)) return 'was materialized meanwhile'
  const read = changed.subtract(target)
  const isRead = readers.some(
    (reader) => reader.reads.input.alias === undefined && reader.reads.to(read).overlaps(reader.partitions),
  )
  return isRead ? 'changed, which is read' : undefined
}

import { fail } from '../errors/index.ts'
import { inputsOf } from '../graph/index.ts'
import { Subset } from '../partitions/index.ts'
import type { LedgerChange } from '../state/index.ts'
import { isSameRecipe, Reads, type Snapshot } from '../status/index.ts'
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
    before.recipes.every((recipe, index) => isSameRecipe(recipe, now.recipes[index] ?? ''))
  )
}

function changeOf(before: PlanStep, now: PlanStep): string {
  if (before.codeVersion !== now.codeVersion) return 'has other code'
  if (before.subset !== now.subset) return `would make ${now.count} partitions, not ${before.count}`
  return 'has other deps, or another store'
}

/** What happened to the plan's targets, and to what they read and the plan does not make, after it was made. */
async function changesSince(plan: Plan, snapshot: Snapshot): Promise<readonly string[]> {
  if (snapshot.position < plan.position) return ['the event log is another one, or was put back to an earlier state']
  if (snapshot.position === plan.position) return []
  const targets = new Map(plan.steps.flatMap(({ assets, subset }) => assets.map((key) => [key, Subset.decode(subset)])))
  const relied = new Map<string, Subset>()
  for (const { asset, subset } of plan.steps)
    relyOn(snapshot, { asset, subset: Subset.decode(subset), targets }, relied)
  const names = new Map(
    [...targets.keys(), ...relied.keys()].map((key) => [snapshot.ledger(key).recordedAs, key] as const),
  )
  const changes = await snapshot.store.ledger.changes(new Map([...names.keys()].map((name) => [name, plan.position])))
  const words = new Set<string>()
  for (const change of changes) {
    const key = names.get(change.asset) ?? change.asset
    const word = wordOf(change, { target: targets.get(key), read: relied.get(key) })
    if (word) words.add(`\`${key}\` ${word}`)
  }
  return [...words]
}

function wordOf(
  { partitions, changed }: LedgerChange,
  of: { readonly target: Subset | undefined; readonly read: Subset | undefined },
): string | undefined {
  if (of.target?.overlaps(partitions)) return 'was materialized meanwhile'
  return of.read?.overlaps(changed) ? 'changed, which is read' : undefined
}

function relyOn(
  snapshot: Snapshot,
  of: { readonly asset: string; readonly subset: Subset; readonly targets: ReadonlyMap<string, Subset> },
  relied: Map<string, Subset>,
): void {
  const step = snapshot.model.assets.get(of.asset)?.step
  for (const input of step ? inputsOf(snapshot.model, step) : []) {
    const reads = new Reads(snapshot, input, of.asset)
    const key = reads.upstream.asset
    // Assets that are made elsewhere are looked at, whatever was recorded of them.
    if (!snapshot.model.assets.get(key)?.step.produce) continue
    const read = (reads.follows ? reads.upstream.materialized : reads.from(of.subset)).subtract(
      of.targets.get(key) ?? Subset.empty,
    )
    relied.set(key, (relied.get(key) ?? Subset.empty).union(read))
  }
}

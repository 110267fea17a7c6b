import { fail } from '../errors/index.ts'
import type { Plan, PlanStep } from './plan.ts'

/** Compares a plan with the same plan made now. Throws PLAN_OUTDATED listing the differences when the state moved on. */
export function assertNotMovedOn(plan: Plan, now: Plan): void {
  const differences = [...differencesOf(plan, now)]
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
    else if (same.relied !== step.relied || same.subset !== step.subset)
      yield `\`${step.step}\` ${changeOf(step, same)}`
  }
  for (const step of current.values()) yield `\`${step.step}\` would be made too (${step.reason})`
}

function changeOf(before: PlanStep, now: PlanStep): string {
  if (before.codeVersion !== now.codeVersion) return 'has other code'
  if (before.subset !== now.subset) return `would make ${now.count} partitions, not ${before.count}`
  return 'has other inputs, or was materialized meanwhile'
}

import type { Selection } from '../automation/index.ts'
import type { Plan, PlanOptions } from '../plan/index.ts'
import type { RunOptions } from '../run/index.ts'

/** Which partitions, and how the run goes about them. */
export interface Which extends PlanOptions, Partial<RunOptions> {}

/** What of it decides about the plan. */
export function planOptions({ partitions, force, upstream, downstream, maxSteps }: Which): PlanOptions {
  const options = { partitions, force, upstream, downstream, maxSteps }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** Whether what is to be made is said by a plan. */
export function isPlan(value: Plan | Selection): value is Plan {
  return typeof value === 'object' && 'steps' in value && 'skips' in value
}

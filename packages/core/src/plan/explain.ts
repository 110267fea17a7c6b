import type { Plan } from './plan.ts'

/** The plan in words, a line for each step and for what is left alone: the same object that a run carries out. */
export function explain(plan: Plan): string {
  const steps = plan.steps.map(
    ({ assets, partitions, reason }) => `make ${assets.join(', ')}${within(partitions)}: ${reason}`,
  )
  const skips = plan.skips.map(
    ({ asset, partitions, reason, fine }) =>
      `${fine ? 'leave' : 'cannot make'} ${asset}${within(partitions)}: ${reason}`,
  )
  return [...steps, ...skips].join('\n')
}

function within(partitions: string): string {
  return partitions && ` (${partitions})`
}

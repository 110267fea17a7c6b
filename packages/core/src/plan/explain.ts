import type { Plan, PlanRead, PlanSchemaChange } from './plan.ts'

/** The plan in words, a line for each step and for what is left alone: the same object that a run carries out. */
export function explain(plan: Plan): string {
  const steps = plan.steps.map(
    ({ assets, partitions, reason, reads = [], schemaChanges = [] }) =>
      `make ${assets.join(', ')}${within(partitions)}: ${[reason, ...reads.flatMap(copied), ...schemaChanges.map(changed)].join('; ')}`,
  )
  const skips = plan.skips.map(
    ({ asset, partitions, reason, fine }) =>
      `${fine ? 'leave' : 'cannot make'} ${asset}${within(partitions)}: ${reason}`,
  )
  return [...steps, ...skips].join('\n')
}

function copied({ dep, how, store }: PlanRead): readonly string[] {
  return how === 'by copy' ? [`reads \`${dep}\` by copy from ${store}`] : []
}

function changed({ asset, outcome, differences }: PlanSchemaChange): string {
  return `the columns of \`${asset}\` change (${outcome}): ${differences.join(', ')}`
}

function within(partitions: string): string {
  return partitions && ` (${partitions})`
}

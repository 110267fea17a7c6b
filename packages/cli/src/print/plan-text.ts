import type { Plan, PlanSkip } from '@headwater/core'
import type { Screen } from './screen.ts'
import { table } from './table.ts'
import { count } from './words.ts'

/** A plan for people: what would be made and why, what is left alone, and what stands in the way. */
export function planText(screen: Screen, plan: Plan): string {
  if (plan.steps.length === 0) return nothingText(screen, plan)
  const made = plan.steps.reduce((sum, step) => sum + step.count, 0)
  const rows = plan.steps.map((step) => [step.assets.join(', '), step.partitions || '1', step.reason])
  const left = plan.skips.filter(({ fine }) => fine)
  const parts = [
    `${screen.paint('bold', `${count(plan.steps.length, 'step')}, ${count(made, 'partition')} to make`)}`,
    table(screen, [{ title: 'asset' }, { title: 'partitions' }, { title: 'why' }], rows),
  ]
  if (left.length > 0) parts.push(screen.paint('dim', `Left alone, since up to date: ${tally(left)}.`))
  const lines = blockedLines(screen, plan)
  if (lines.length > 0) parts.push(lines.join('\n'))
  return `${parts.join('\n\n')}\n`
}

/** What there is to say when there is nothing to make. */
export function nothingText(screen: Screen, plan: Plan): string {
  const blocked = blockedLines(screen, plan)
  if (blocked.length > 0) return `Nothing can be made.\n\n${blocked.join('\n')}\n`
  if (plan.skips.length === 0) return 'Nothing to do: no partition that was asked for is there to be made.\n'
  return `${screen.paint('green', screen.glyphs.good)} Everything is up to date: ${tally(plan.skips)}. Nothing to do.\n`
}

/** What was asked for and cannot be made, a line for each reason. */
export function blockedLines(screen: Screen, { skips }: Plan): readonly string[] {
  const mark = screen.paint('yellow', screen.glyphs.warning)
  return skips
    .filter(({ fine }) => !fine)
    .map(
      ({ asset, partitions, reason }) =>
        `${mark} ${asset} cannot be made${partitions && ` (${partitions})`}: ${reason}`,
    )
}

function tally(skips: readonly PlanSkip[]): string {
  const partitions = skips.reduce((sum, skip) => sum + skip.count, 0)
  return `${count(new Set(skips.map(({ asset }) => asset)).size, 'asset')}, ${count(partitions, 'partition')}`
}

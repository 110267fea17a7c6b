import type { Because, Plan, PlanStep } from '@headwater/core'
import type { Screen } from './screen.ts'
import { type Cell, type Column, table } from './table.ts'
import { namesOf, number, roughly, whichOnes } from './words.ts'

/** A longer plan shows steps that are alike in one line. */
const unfolded = 20

const columns: readonly Column[] = [
  { title: 'asset' },
  { title: 'make', align: 'right' },
  { title: 'partitions' },
  { title: 'takes', align: 'right' },
  { title: 'rows', align: 'right' },
  { title: 'why', yields: true },
]

/** The steps of a plan with what they make, what they take by history, and why. */
export function planTable(screen: Screen, steps: Plan['steps']): string {
  return table(screen, columns, folded(steps).map(rowOf))
}

/** What steps that are shown together have in common: the first of these that makes few lines, else the last. */
const likenesses: readonly ((step: PlanStep) => string)[] = [
  ({ step }) => step,
  (step) => [folderOf(step), step.partitions, kindsOf(step)].join('\t'),
  (step) => [step.partitions, kindsOf(step)].join('\t'),
  kindsOf,
]

function folded(steps: Plan['steps']): readonly (readonly PlanStep[])[] {
  let lines: readonly (readonly PlanStep[])[] = []
  for (const likeness of likenesses) {
    lines = [...Map.groupBy(steps, likeness).values()]
    if (lines.length <= unfolded) break
  }
  return lines
}

function folderOf({ asset }: PlanStep): string {
  return asset.slice(0, asset.lastIndexOf('/') + 1)
}

function kindsOf({ reasons }: PlanStep): string {
  return reasons
    .map(({ reason }) => reason)
    .sort()
    .join()
}

function rowOf(steps: readonly PlanStep[]): readonly Cell[] {
  const sum = (of: (step: PlanStep) => number | undefined): number =>
    steps.reduce((total, step) => total + (of(step) ?? 0), 0)
  const ranges = new Set(steps.map(({ partitions }) => whichOnes(partitions)))
  const rows = sum(({ expected }) => expected?.rows)
  return [
    steps.length === 1 ? (steps[0]?.assets ?? []).join(', ') : namesOf(steps.flatMap(({ assets }) => assets)),
    number(sum(({ count }) => count)),
    ranges.size === 1 ? ([...ranges][0] ?? '') : '',
    steps.some(({ expected }) => expected) ? roughly(sum(({ expected }) => expected?.seconds)) : '',
    rows > 0 ? number(rows) : '',
    whyOf(steps),
  ]
}

/** The reason in the words of the plan where it is one for all, else what the reasons have in common. */
function whyOf(steps: readonly PlanStep[]): string {
  const reasons = new Set(steps.map(({ reason }) => reason))
  const isOne = steps.length === 1 || steps[0]?.reasons.length === 1
  if (reasons.size === 1 && isOne) return [...reasons].join()
  const kinds = [
    ...Map.groupBy(
      steps.flatMap(({ reasons }) => reasons),
      ({ reason }) => reason,
    ),
  ]
  return kinds
    .map(([kind, because]) => (kinds.length === 1 ? kind : `${kind} (${number(countOf(because))})`))
    .join(', ')
}

function countOf(because: readonly Because[]): number {
  return because.reduce((sum, { count }) => sum + count, 0)
}

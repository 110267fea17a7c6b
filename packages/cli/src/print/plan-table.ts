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

/** Steps that are shown together: each alone while there are few; else those of the same partitions and reasons; else those of the same reasons. */
function folded(steps: Plan['steps']): readonly (readonly PlanStep[])[] {
  if (steps.length <= unfolded) return steps.map((step) => [step])
  const alike = groups(steps, (step) => `${step.partitions}\t${kindsOf(step)}`)
  return alike.length <= unfolded ? alike : groups(steps, kindsOf)
}

function groups(steps: Plan['steps'], likeness: (step: PlanStep) => string): readonly (readonly PlanStep[])[] {
  return [...Map.groupBy(steps, likeness).values()]
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
  const [first, ...others] = steps
  if (first && others.every(({ reason }) => reason === first.reason)) return first.reason
  const kinds = [...Map.groupBy(steps.flatMap(({ reasons }) => reasons), ({ reason }) => reason)]
  return kinds.map(([kind, because]) => (kinds.length === 1 ? kind : `${kind} (${number(countOf(because))})`)).join(', ')
}

function countOf(because: readonly Because[]): number {
  return because.reduce((sum, { count }) => sum + count, 0)
}

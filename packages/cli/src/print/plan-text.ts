import type { Plan } from '@headwater/core'
import { columnLines } from './plan-columns.ts'
import { blockedLines, copiesText, downstreamText, leftAlone, movesText, nothingText } from './plan-rest.ts'
import { planTable } from './plan-table.ts'
import { schemaChangeLines } from './plan-schema-changes.ts'
import type { Screen } from './screen.ts'
import { count, duration } from './words.ts'

/** A plan for people: what would be made and why, what is left alone, what it touches, and what stands in the way. */
export function planText(screen: Screen, plan: Plan): string {
  const moves = movesText(plan)
  if (plan.steps.length === 0) return `${nothingText(screen, plan)}${moves && `\n${moves}\n`}`
  const parts = [
    screen.paint('bold', planHeadline(plan)),
    planTable(screen, plan.steps),
    screen.paint('dim', copiesText(plan)),
    screen.paint('dim', leftAlone(plan)),
    blockedLines(screen, plan).join('\n'),
    schemaChangeLines(screen, plan).join('\n'),
    columnLines(screen, plan).join('\n'),
    downstreamText(screen, plan),
    moves,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** `3 steps, 95 partitions to make; by history about 12 s of work, 126 rows`. */
export function planHeadline({ steps, expected }: Plan): string {
  const made = steps.reduce((sum, step) => sum + step.count, 0)
  const head = `${count(steps.length, 'step')}, ${count(made, 'partition')} to make`
  if (!expected) return head
  const known = steps.filter((step) => step.expected).length
  const work = expected.seconds < 0.05 ? 'less than 0.1 s' : `about ${duration(expected.seconds)}`
  const rows = expected.rows === undefined ? '' : `, ${count(expected.rows, 'row')}`
  const some = known < steps.length ? ` in ${count(known, 'step')} that ran before` : ''
  return `${head}; by history ${work} of work${rows}${some}`
}

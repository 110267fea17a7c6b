import type { Plan, PlanBreak } from '@headwater/core'
import type { PlanBody, PlanRequest } from '../../contract/runs.ts'
import { shellWords } from '../shell-words.ts'

/** A plan with what a page says of it. */
export function planBodyOf(plan: Plan, request: PlanRequest): PlanBody {
  const { id, steps, skips, downstream, expected } = plan
  return {
    id,
    plan: JSON.parse(JSON.stringify(plan)) as PlanBody['plan'],
    steps: steps.flatMap(({ assets, partitions, count, reason, expected }) =>
      assets.map((asset) => ({ asset, partitions, count, reason, ...expected })),
    ),
    skips: [...skips],
    downstream: [...downstream],
    warnings: [...warningsOf(plan)],
    ...(expected && { expected }),
    count: steps.reduce((sum, step) => sum + step.count, 0),
    cli: cliOf(request),
  }
}

function warningsOf({ steps, moves, breaks = [], mistakes = [] }: Plan): readonly string[] {
  return [
    ...mistakes.map(({ message }) => message),
    ...breaks.map(breakWords),
    ...steps.flatMap(({ schemaChanges = [] }) =>
      schemaChanges.map(
        ({ asset, outcome, differences }) => `the columns of ${asset} change (${outcome}): ${differences.join(', ')}`,
      ),
    ),
    ...moves.map(({ asset, words }) => `${asset} ${words}`),
  ]
}

/** `dropping close of market/prices breaks market/fct_prices.close`. */
function breakWords({ asset, column, change, readers }: PlanBreak): string {
  const [doing, does] = change === 'dropped' ? ['dropping', 'breaks'] : ['changing', 'bears on']
  const names = (surely: boolean): string =>
    readers
      .filter(({ bearing }) => (bearing !== 'UNKNOWN') === surely)
      .map((reader) => `${reader.asset}.${reader.column}`)
      .join(', ')
  const parts = [names(true) && `${does} ${names(true)}`, names(false) && `may bear on ${names(false)}`]
  return `${doing} ${column} of ${asset} ${parts.filter(Boolean).join(', and ')}`
}

function cliOf({ selection, partitions, force, upstream, downstream, maxSteps }: PlanRequest): string {
  return shellWords([
    'headwater',
    'materialize',
    selection,
    ...(partitions === undefined ? [] : ['--partitions', partitions]),
    ...(force ? ['--force'] : []),
    ...(upstream ? ['--upstream'] : []),
    ...(downstream ? ['--downstream'] : []),
    ...(maxSteps === undefined ? [] : ['--max-steps', String(maxSteps)]),
  ])
}

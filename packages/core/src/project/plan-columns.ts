import type { Plan } from '../plan/index.ts'
import type { Snapshot } from '../status/index.ts'
import { columnBreaks } from './column-breaks.ts'
import { columnMistakes } from './column-mistakes.ts'
import { newSteps } from './new-steps.ts'
import type { Session } from './session.ts'

/**
 * A plan with what it does to columns that are read. Queries are read of what is made for the first time with its code, and
 * of what reads an asset whose columns changed: a plan for one more day reads none.
 */
export async function planWithColumns(session: Session, plan: Plan, snapshot: Snapshot): Promise<Plan> {
  const assetsOf = (steps: Plan['steps']): readonly string[] => steps.flatMap(({ assets }) => assets)
  const mistakes = await columnMistakes(session, assetsOf(newSteps(plan, snapshot)))
  const breaks = await columnBreaks(session.parts.model, snapshot, assetsOf(plan.steps))
  return {
    ...plan,
    ...(breaks.length > 0 && { breaks }),
    ...(mistakes.length > 0 && {
      mistakes: mistakes.map(({ asset = '', message, hint }) => ({ asset, code: 'COLUMN_UNKNOWN', message, hint })),
    }),
  }
}

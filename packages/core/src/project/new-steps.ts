import type { Plan } from '../plan/index.ts'
import type { Snapshot } from '../status/index.ts'

/** The steps of a plan that are made for the first time with their code: what is read out of code is read again for them. */
export function newSteps({ steps }: Plan, snapshot: Snapshot): Plan['steps'] {
  return steps.filter(
    ({ asset, codeVersion }) => !snapshot.ledger(asset).record.made.some((made) => made.codeVersion === codeVersion),
  )
}

import type { StepDefinition } from '../define/definition.ts'
import { inputsOf } from '../graph/index.ts'
import type { AssetLedger } from './asset-ledger.ts'
import type { Snapshot } from './snapshot.ts'
import type { StaleInputs } from './standing.ts'

/** An asset whose inputs are compared with what is recorded now. */
export interface Standard {
  readonly step: StepDefinition
  readonly asset: string
  readonly codeVersion: string
}

/** What an answer depends on: equal objects give an equal answer. */
interface Grounds {
  readonly codeVersion: string
  readonly grounds: readonly unknown[]
}
export interface Answer extends Grounds {
  readonly stale: readonly StaleInputs[]
}

export function groundsOf(snapshot: Snapshot, { step, asset, codeVersion }: Standard): Grounds {
  const grounds: unknown[] = [step]
  const rest = (ledger: AssetLedger): void =>
    void grounds.push(ledger.record, ledger.recordedAs, ledger.grid.existing(snapshot.now))
  rest(snapshot.ledger(asset))
  for (const input of inputsOf(snapshot.model, step)) if (!input.self) rest(snapshot.ledger(input.asset))
  return { codeVersion, grounds }
}

/** Whether an answer that was given once still is one: nothing that it depends on is another object now. */
export function stillHolds(answer: Answer, snapshot: Snapshot, standard: Standard): boolean {
  if (answer.codeVersion !== standard.codeVersion) return false
  const { grounds } = groundsOf(snapshot, standard)
  return grounds.length === answer.grounds.length && grounds.every((ground, index) => ground === answer.grounds[index])
}

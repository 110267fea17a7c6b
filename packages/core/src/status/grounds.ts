import type { StepDefinition } from '../define/definition.ts'
import { inputsOf } from '../graph/index.ts'
import type { Subset } from '../partitions/index.ts'
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
  readonly standard: Standard
  /** Of the asset itself, and then of what it reads. */
  readonly ledgers: readonly LedgerGround[]
}
export interface Answer extends Grounds {
  readonly stale: readonly StaleInputs[]
}

interface LedgerGround extends Pick<AssetLedger, 'record' | 'recordedAs'> {
  readonly existing: Subset
}

export function groundsOf(snapshot: Snapshot, standard: Standard): Grounds {
  const others = inputsOf(snapshot.model, standard.step).filter(({ self }) => !self)
  const assets = [standard.asset, ...others.map(({ asset }) => asset)]
  return { standard, ledgers: assets.map((asset) => groundOf(snapshot, snapshot.ledger(asset))) }
}

function groundOf({ now }: Snapshot, { record, recordedAs, grid }: AssetLedger): LedgerGround {
  return { record, recordedAs, existing: grid.existing(now) }
}

/** Whether an answer that was given once still is one: nothing that it depends on is another object now. */
export function stillHolds({ standard, ledgers }: Answer, snapshot: Snapshot, now: Standard): boolean {
  if (standard.codeVersion !== now.codeVersion || standard.step !== now.step) return false
  if (!isGround(ledgers[0], snapshot, now.asset)) return false
  let at = 0
  for (const { self, asset } of inputsOf(snapshot.model, now.step))
    if (!self && !isGround(ledgers[++at], snapshot, asset)) return false
  return true
}

function isGround(ground: LedgerGround | undefined, snapshot: Snapshot, asset: string): boolean {
  const { record, recordedAs, grid } = snapshot.ledger(asset)
  return (
    ground?.record === record && ground.recordedAs === recordedAs && ground.existing === grid.existing(snapshot.now)
  )
}

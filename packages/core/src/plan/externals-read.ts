import { digester } from '../base/digest.ts'
import { assetsOf, inputsOf } from '../graph/index.ts'
import { type AssetLedger, inChunks, type Snapshot } from '../status/index.ts'
import type { PlanStep } from './plan.ts'

/** What the assets look like that are made elsewhere and that some steps read: one hash for each. */
export async function externalsRead(
  snapshot: Snapshot,
  steps: readonly PlanStep[],
): Promise<{ readonly [asset: string]: string }> {
  const { model } = snapshot
  const elsewhere = new Set(
    model.steps
      .filter(({ produce }) => !produce)
      .flatMap(assetsOf)
      .map(({ key }) => key),
  )
  const seen: { [asset: string]: string } = {}
  if (elsewhere.size === 0) return seen
  for (const { asset } of steps) {
    const step = model.assets.get(asset)?.step
    for (const input of step ? inputsOf(model, step) : [])
      if (elsewhere.has(input.asset)) seen[input.asset] ??= await seenOf(snapshot.ledger(input.asset))
  }
  return seen
}

async function seenOf(ledger: AssetLedger): Promise<string> {
  const { update, end } = digester()
  for (const cells of inChunks(ledger.materialized, 1000)) {
    const rows = await ledger.rows(cells)
    for (const cell of cells.cells()) update(`${cell.series}:${cell.ordinal}\t${rows.get(cell)?.dataVersion}\n`)
  }
  return end()
}

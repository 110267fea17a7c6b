import { digester } from '../base/digest.ts'
import { inputsOf } from '../graph/index.ts'
import { type AssetLedger, inChunks, type Snapshot } from '../status/index.ts'
import type { PlanStep } from './plan.ts'

/** What the assets look like that are made elsewhere and that some steps read: one hash for each. */
export async function externalsRead(
  snapshot: Snapshot,
  steps: readonly PlanStep[],
): Promise<{ readonly [asset: string]: string }> {
  const externals = new Set<string>()
  for (const { asset } of steps) {
    const step = snapshot.model.assets.get(asset)?.step
    for (const input of step ? inputsOf(snapshot.model, step) : [])
      if (!snapshot.model.assets.get(input.asset)?.step.produce) externals.add(input.asset)
  }
  const seen: { [asset: string]: string } = {}
  for (const asset of externals) seen[asset] = await seenOf(snapshot.ledger(asset))
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

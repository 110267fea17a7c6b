import type { CheckContext } from '../define/check.ts'
import type { AssetLedger } from '../status/index.ts'

/** What the checks of one asset may know. `also` are partitions that this run makes, which the ledger does not show yet. */
export function checkContext(of: { readonly asset: string; readonly partition: string | null; readonly ledger: AssetLedger; readonly now: number; readonly materializedAt: number; readonly also?: ReadonlySet<string> | undefined }): CheckContext {
  const { ledger, now } = of
  return {
    asset: of.asset,
    partition: of.partition,
    now,
    materializedAt: of.materializedAt,
    due: (withinMs) => {
      const cell = ledger.grid.complete(now - withinMs).last
      if (!cell || !ledger.grid.window(cell)) return undefined
      const partition = ledger.grid.textOf(cell) ?? ''
      return { partition, materialized: ledger.row(cell) !== undefined || (of.also?.has(partition) ?? false) }
    },
  }
}

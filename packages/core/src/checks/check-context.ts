import type { CheckContext } from '../define/check.ts'
import type { AssetLedger } from '../status/index.ts'

/** What the checks of one asset may know. The partition that is being checked counts as materialized. */
export function checkContext(of: {
  readonly asset: string
  readonly partition: string | null
  readonly ledger: AssetLedger
  readonly now: number
  readonly materializedAt: number
  readonly sources: CheckContext['sources']
}): CheckContext {
  const { asset, partition, ledger, now, materializedAt, sources } = of
  return {
    asset,
    partition,
    now,
    materializedAt,
    sources,
    due: (withinMs) => {
      const cell = ledger.grid.complete(now - withinMs).last
      if (!cell || !ledger.grid.window(cell)) return undefined
      const due = ledger.grid.textOf(cell) ?? ''
      return { partition: due, materialized: due === partition || ledger.materialized.has(cell) }
    },
  }
}

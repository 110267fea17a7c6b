import type { CheckContext } from '../define/check.ts'
import { type AssetLedger, dueOf } from '../status/index.ts'

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
    due: (withinMs) => dueOf(ledger, { now, withinMs, madeAt: materializedAt, making: partition }),
  }
}

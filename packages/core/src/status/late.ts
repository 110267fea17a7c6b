import type { CheckNode } from '../define/check.ts'
import type { AssetLedger } from './asset-ledger.ts'
import { dueOf } from './due.ts'

/** Something that should be there by now and is not, whether a check has looked or not. */
export interface Late {
  /** The check that says when it is due. */
  readonly check: string
  readonly severity: 'warn' | 'error'
  /** The newest partition that is due. Null: the asset as a whole, which was made too long ago. */
  readonly partition: string | null
  /** Since when it is late, milliseconds since the epoch. */
  readonly since: number
}

/** What is late of an asset at an instant, by those of its checks that say when it is due. Costs the same for any number of partitions. */
export function lateOf(ledger: AssetLedger, checks: readonly CheckNode[], now: number): readonly Late[] {
  return checks.flatMap(({ name, severity, dueWithinMs }) => {
    const due = dueNow(ledger, dueWithinMs, now)
    return due && !due.materialized ? { check: name, severity, partition: due.partition, since: due.dueAt } : []
  })
}

/** When an asset may stand otherwise next by time alone: a window begins or ends, or something falls due. Undefined: never. */
export function changesAfter(ledger: AssetLedger, checks: readonly CheckNode[], now: number): number | undefined {
  const { grid } = ledger
  const moments = [grid.changesAfter(now), ...checks.map(({ dueWithinMs }) => fallsDueAfter(ledger, dueWithinMs, now))]
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

function fallsDueAfter(ledger: AssetLedger, withinMs: number | undefined, now: number): number | undefined {
  if (withinMs === undefined) return undefined
  const changes = ledger.grid.changesAfter(now - withinMs)
  if (changes !== undefined) return changes + withinMs
  const due = dueNow(ledger, withinMs, now)
  // As a whole it is not late yet at the very instant at which it falls due.
  return due?.partition === null && due.materialized ? due.dueAt + 1 : undefined
}

function dueNow(ledger: AssetLedger, withinMs: number | undefined, now: number) {
  return withinMs === undefined ? undefined : dueOf(ledger, { now, withinMs, madeAt: ledger.record.newest?.time })
}

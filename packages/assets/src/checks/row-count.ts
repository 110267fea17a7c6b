import type { Check, CheckOptions, CheckResult } from '@headwater/core'
import type { TableOf } from '../columns/index.ts'
import { batchesOf } from './scan-rows.ts'
import type { TableRule } from './table-rule.ts'

/** The table has at least `min` and at most `max` rows; what is absent is no limit. Of one that fails, the facts tell which. */
export function rowCount(
  options: CheckOptions & { readonly min?: number | undefined; readonly max?: number | undefined },
): Check<TableOf<unknown>> {
  const { min = 0, max = Number.POSITIVE_INFINITY, ...rest } = options
  const verdict = (rows: number): CheckResult => {
    const broken = { ...(rows < min && { min }), ...(rows > max && { max }) }
    return { passed: rows >= min && rows <= max, facts: { rows, ...broken } }
  }
  return {
    ...rest,
    run: async (table) => {
      let rows = 0
      for await (const batch of batchesOf(table)) rows += lengthOf(batch)
      return verdict(rows)
    },
    rule: (): TableRule => ({ plan: () => ({ conditions: [], conclude: async () => (value) => verdict(value.rows) }) }),
  }
}

/** Arrays and batches of columns know how many rows they have. */
function lengthOf(batch: Iterable<unknown>): number {
  return 'length' in batch && typeof batch.length === 'number' ? batch.length : [...batch].length
}

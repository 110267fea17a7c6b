import type { Check, CheckOptions } from '@headwater/core'

/** The table has at least `min` and at most `max` rows; what is absent is no limit. */
export function rowCount(
  options: CheckOptions & { readonly min?: number | undefined; readonly max?: number | undefined },
): Check<readonly unknown[]> {
  const { min = 0, max = Number.POSITIVE_INFINITY, ...rest } = options
  return {
    ...rest,
    run: (rows) => ({ passed: rows.length >= min && rows.length <= max, facts: { rows: rows.length } }),
  }
}

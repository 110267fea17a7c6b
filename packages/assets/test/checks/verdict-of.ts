import type { Check, CheckContext, CheckResult } from '@headwater/core'

/** What a check says of rows, outside of any run. */
export async function verdictOf<T>(check: Check<T>, rows: T): Promise<CheckResult> {
  const context: CheckContext = {
    asset: 'a',
    partition: null,
    now: 0,
    materializedAt: 0,
    due: () => undefined,
    sources: [],
  }
  return check.run(rows, context)
}

export async function passes<T>(check: Check<T>, rows: T): Promise<boolean> {
  return (await verdictOf(check, rows)).passed
}

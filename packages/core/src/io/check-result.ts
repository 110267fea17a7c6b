import type { Facts } from '../base/facts.ts'

/** What a check found. `facts` may count and quote, for instance up to 20 bad rows as JSON text. */
export interface CheckResult {
  readonly passed: boolean
  readonly facts?: Facts | undefined
}

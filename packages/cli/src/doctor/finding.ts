import type { Probe } from '@headwater/core'
import type { ErrorData } from '../print/error-text.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly name: string
  /** `fail`: Headwater does not work before this is mended. */
  readonly result: 'ok' | 'warn' | 'fail'
  readonly found: string
  /** What to do about it. */
  readonly advice?: string
  readonly problem?: ErrorData
  /** What was tried of a store, one after the other. */
  readonly probes?: readonly Probe[]
}

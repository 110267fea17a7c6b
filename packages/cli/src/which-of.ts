import type { PlanOptions } from '@headwater/core'
import type { Flags } from './flags.ts'

/** What the flags ask for of the selection; what they do not say is undefined. */
export function whichOf({ partitions, force, upstream, downstream, maxSteps }: Flags): PlanOptions {
  return { partitions, force, upstream, downstream, maxSteps }
}

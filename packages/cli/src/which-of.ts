import type { PlanOptions } from '@headwater/core'
import type { Flags } from './flags.ts'

/** Which partitions the flags ask for. */
export function whichOf({ partitions, force }: Flags): PlanOptions {
  return { ...(partitions === undefined ? {} : { partitions }), ...(force ? { force } : {}) }
}

import type { PlanOptions } from '../plan/index.ts'
import type { RunOptions } from '../run/index.ts'

/** Which partitions, and how the run goes about them. */
export interface Which extends PlanOptions, Partial<RunOptions> {}

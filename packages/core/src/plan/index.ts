export { buildPlan, type PlanRequest } from './build-plan.ts'
export { explain } from './explain.ts'
export { assertNotMovedOn } from './moved-on.ts'
export type {
  Because,
  Expected,
  Plan,
  PlanMove,
  PlanOptions,
  PlanReach,
  PlanSkip,
  PlanStep,
  Reason,
} from './plan.ts'
export { wantedAssets } from './wanted-assets.ts'

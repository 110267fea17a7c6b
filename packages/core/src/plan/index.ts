export { buildPlan, type PlanRequest } from './build-plan.ts'
export { assertNotMovedOn } from './moved-on.ts'
export type { Because, Plan, PlanOptions, PlanSkip, PlanStep, Reason } from './plan.ts'
export { wantedAssets } from './wanted-assets.ts'

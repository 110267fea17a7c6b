export { buildPlan, type PlanRequest } from './build-plan.ts'
export { PlannedBefore } from './planned-before.ts'
export { explain } from './explain.ts'
export { assertNotMovedOn } from './moved-on.ts'
export type {
  Because,
  Expected,
  Plan,
  PlanBreak,
  PlanMistake,
  PlanMove,
  PlanOptions,
  PlanReach,
  PlanRead,
  PlanSchemaChange,
  PlanSkip,
  PlanStep,
  Reason,
} from './plan.ts'
export { wantedAssets } from './wanted-assets.ts'

import type { Project } from '@headwater/core'
import type { PlanRequest } from '../../contract/runs.ts'
import type { Handlers } from '../handler.ts'
import { KeptPlans } from './kept-plans.ts'
import { planBodyOf } from './plan-body.ts'
import type { StartedRuns } from './started-runs.ts'

/** The routes that plan, start and end work. */
export type ActionRoute = 'plan' | 'materialize' | 'cancel' | 'rerun' | 'check'

/** Who answers them. Runs are started in this process. */
export function actionHandlers(project: Project, runs: StartedRuns): Handlers<ActionRoute> {
  const plans = new KeptPlans()
  return {
    plan: async ({ body }) => {
      const plan = await project.plan(body.selection, whichOf(body))
      plans.keep(plan)
      return planBodyOf(plan, body)
    },
    materialize: ({ body, request }) => {
      if (!('planId' in body))
        return runs.start(request, (how) => project.materialize(body.selection, { ...whichOf(body), ...how }))
      const plan = plans.of(body.planId)
      return runs.start(request, (how) => project.materialize(plan, how))
    },
    cancel: async ({ params }) => {
      await project.cancel(params.run)
      return { done: true }
    },
    rerun: ({ params, body, request }) =>
      runs.start(request, (how) =>
        body.what === 'failure' ? project.resume(params.run, how) : project.rerun(params.run, how),
      ),
    check: async ({ body }) => {
      const { passed, failed } = await project.check(body.selection, whichOf(body))
      const warned = failed.filter(({ severity }) => severity === 'warn').length
      return { passed, failed: failed.length - warned, warned }
    },
  }
}

/** Without what was not said, which is something else than saying that it is absent. */
function whichOf({ partitions, force, upstream, downstream, maxSteps }: Partial<PlanRequest>) {
  return {
    ...(partitions !== undefined && { partitions }),
    ...(force !== undefined && { force }),
    ...(upstream !== undefined && { upstream }),
    ...(downstream !== undefined && { downstream }),
    ...(maxSteps !== undefined && { maxSteps }),
  }
}

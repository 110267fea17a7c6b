import { HeadwaterError, type Plan } from '@headwater/core'

const keptMs = 3_600_000
const mostKept = 100

/** Plans that somebody looks at, so that exactly what was looked at is made. */
export class KeptPlans {
  readonly #plans = new Map<string, { readonly plan: Plan; readonly until: number }>()

  keep(plan: Plan): void {
    this.#plans.set(plan.id, { plan, until: Date.now() + keptMs })
    const [oldest] = this.#plans.keys()
    if (oldest !== undefined && this.#plans.size > mostKept) this.#plans.delete(oldest)
  }

  /** Throws PLAN_UNKNOWN. */
  of(id: string): Plan {
    const kept = this.#plans.get(id)
    if (kept && kept.until > Date.now()) return kept.plan
    throw new HeadwaterError('PLAN_UNKNOWN', {
      message: `there is no plan \`${id}\`: plans are kept for an hour, by the server that made them`,
      hint: 'Make the plan again.',
    })
  }
}

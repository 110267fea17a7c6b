import type { Plan, StepOutcome } from '@headwater/core'
import { count, duration, number, rate } from '../print/words.ts'
import { secondsLeft, settled, type Worked } from './step-line.ts'

/** A step at work; since when, and when it last got further, as `performance.now()` counts. */
interface Running {
  readonly outcome: StepOutcome
  readonly since: number
  readonly at: number
}

/** Which steps of a run are at work and done, how far it is, and how long it still takes. */
export class RunTally {
  readonly #began = performance.now()
  readonly #running = new Map<string, Running>()
  readonly #settled = new Map<string, number>()
  #at = this.#began
  #plan: Plan | undefined
  #total = 0
  #done = 0

  start(plan: Plan): void {
    this.#plan = plan
    this.#total = plan.steps.reduce((sum, step) => sum + step.count, 0)
  }

  note(outcome: StepOutcome, done: boolean): void {
    const { step } = outcome
    this.#at = performance.now()
    this.#settled.set(step, done ? outcome.planned : settled(outcome))
    if (done) {
      this.#running.delete(step)
      this.#done += 1
    } else this.#running.set(step, { outcome, since: this.#running.get(step)?.since ?? this.#at, at: this.#at })
  }

  get steps(): number {
    return this.#plan?.steps.length ?? 0
  }

  /** The steps at work, and for how long each has been. */
  running(): readonly { readonly outcome: StepOutcome; readonly worked: Worked }[] {
    return [...this.#running.values()].map(({ outcome, since, at }) => ({ outcome, worked: workedFrom(since, at) }))
  }

  /** `2 of 5 steps, 40 of 95 partitions, 12/s, 3.2 s, 8.0 s left`. */
  summary(): string {
    const worked = workedFrom(this.#began, this.#at)
    const over = [...this.#settled.values()].reduce((sum, of) => sum + of, 0)
    const left = this.#secondsLeft(worked)
    return [
      `${number(this.#done)} of ${count(this.steps, 'step')}`,
      `${number(over)} of ${count(this.#total, 'partition')}`,
      ...(left === undefined ? [] : [rate(over / worked.until)]),
      duration(worked.seconds),
      ...(left === undefined ? [] : [`${duration(left)} left`]),
    ].join(', ')
  }

  /** At the pace of the run so far, and no less than any step at work takes at its own. */
  #secondsLeft(worked: Worked): number | undefined {
    const left = secondsLeft(this.#part(), worked)
    if (left === undefined) return undefined
    const ofSteps = this.running().map((step) => secondsLeft(settled(step.outcome) / step.outcome.planned, step.worked))
    return Math.max(left, ...ofSteps.map((seconds = 0) => seconds))
  }

  /** How much of the work is done, from 0 to 1: a partition weighs what it took lately, or as much as the mean where that is unknown. */
  #part(): number {
    const steps = this.#plan?.steps ?? []
    const known = steps.filter(({ expected }) => expected)
    const partitions = known.reduce((sum, step) => sum + step.count, 0)
    const seconds = known.reduce((sum, { expected }) => sum + (expected?.seconds ?? 0), 0)
    const mean = seconds > 0 ? seconds / partitions : 1
    let [all, over] = [0, 0]
    for (const { step, count: planned, expected } of steps) {
      const weight = expected && seconds > 0 ? expected.seconds / planned : mean
      all += weight * planned
      over += weight * (this.#settled.get(step) ?? 0)
    }
    return all > 0 ? over / all : 0
  }
}

function workedFrom(since: number, at: number): Worked {
  return { seconds: (performance.now() - since) / 1000, until: (at - since) / 1000 }
}

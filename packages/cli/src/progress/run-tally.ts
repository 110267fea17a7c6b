import type { Plan, StepOutcome } from '@headwater/core'
import { count, duration, number, rate } from '../print/words.ts'
import { settled, tellingAfter } from './step-line.ts'

/** A step at work, and since when, as `performance.now()` counts. */
export interface Running {
  readonly outcome: StepOutcome
  readonly since: number
}

/** Which steps of a run are at work and done, how far it is, and how long it still takes. */
export class RunTally {
  readonly #began = performance.now()
  readonly #running = new Map<string, Running>()
  readonly #settled = new Map<string, number>()
  #plan: Plan | undefined
  #total = 0
  #done = 0

  start(plan: Plan): void {
    this.#plan = plan
    this.#total = plan.steps.reduce((sum, step) => sum + step.count, 0)
  }

  note(outcome: StepOutcome, done: boolean): void {
    const { step } = outcome
    this.#settled.set(step, done ? outcome.planned : settled(outcome))
    if (done) {
      this.#running.delete(step)
      this.#done += 1
    } else this.#running.set(step, { outcome, since: this.#running.get(step)?.since ?? performance.now() })
  }

  get steps(): number {
    return this.#plan?.steps.length ?? 0
  }

  get running(): readonly Running[] {
    return [...this.#running.values()]
  }

  /** `2 of 5 steps, 40 of 95 partitions, 12/s, 3.2 s, 8.0 s left`. */
  summary(): string {
    const seconds = (performance.now() - this.#began) / 1000
    const over = [...this.#settled.values()].reduce((sum, of) => sum + of, 0)
    const part = this.#part()
    const isTelling = over > 0 && over < this.#total && seconds >= tellingAfter
    return [
      `${number(this.#done)} of ${count(this.steps, 'step')}`,
      `${number(over)} of ${count(this.#total, 'partition')}`,
      ...(isTelling ? [rate(over / seconds)] : []),
      duration(seconds),
      ...(isTelling ? [`${duration((seconds * (1 - part)) / part)} left`] : []),
    ].join(', ')
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

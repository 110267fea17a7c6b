import { ioOf } from '../graph/index.ts'
import type { Attempt, Location } from '../io/index.ts'
import { problemOf } from './problem.ts'
import type { RunContext } from './run-context.ts'
import type { Unit } from './unit.ts'

/** One attempt at one unit. */
export interface Trial {
  readonly unit: Unit
  readonly attempt: Attempt
}

/** Removes what an attempt staged, except what it published. */
export async function discard(run: RunContext, { unit, attempt }: Trial, keep: readonly Location[]): Promise<void> {
  for (const asset of unit.assets) {
    const definition = run.definition(asset)
    const store = definition && ioOf(run.parts.model, definition)?.store
    await store?.sweep(attempt.id, asset, keep)
  }
}

/** Does a part of an attempt; when that throws, its stage is removed first. */
export async function orDiscard<T>(run: RunContext, trial: Trial, part: () => Promise<T>): Promise<T> {
  try {
    return await part()
  } catch (error) {
    await discard(run, trial, []).catch((left: unknown) =>
      run.warn(trial.unit, `what it staged could not be removed: ${problemOf(left).message}`),
    )
    throw error
  }
}

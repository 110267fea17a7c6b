import { daily, defineProject, isHeadwaterError, memoryState, type Project, type ProjectSpec } from '@headwater/core'
import { FakeClock } from '@headwater/core/testing'
import { memoryValues } from './memory-values.ts'

/** Ten days, all of them over at `noon`. */
export const days = daily({ start: '2024-01-01', end: '2024-01-10' })
export const noon = '2024-01-20T12:00:00Z'

/** A project in memory whose clock stands still. */
export function projectOf(
  assets: ProjectSpec['assets'],
  spec: Partial<Omit<ProjectSpec, 'clock'>> & { readonly clock?: FakeClock } = {},
): Project {
  const clock = spec.clock ?? new FakeClock(noon)
  const defaults = { io: memoryValues() }
  return defineProject({ state: memoryState({ clock }), environment: {}, defaults, ...spec, clock, assets })
}

/** What was thrown, as code and message; fails the test when nothing was. */
export async function thrownBy(
  call: () => unknown,
): Promise<{ code: string; message: string; hint: string | undefined; cause: unknown }> {
  try {
    await call()
  } catch (thrown) {
    if (!isHeadwaterError(thrown)) throw thrown
    const { code, message, hint, cause } = thrown
    return { code, message, hint, cause }
  }
  throw new Error('nothing was thrown')
}

/** The steps of a plan in short: `asset: partitions (reason)`. */
export function inShort(plan: Awaited<ReturnType<Project['plan']>>): readonly string[] {
  return plan.steps.map(({ asset, partitions, reason }) => `${asset}${partitions && `: ${partitions}`} (${reason})`)
}

/** A promise and who settles it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/** Lets other work go on until something holds: no clock, only turns of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => setImmediate(resolve))
}

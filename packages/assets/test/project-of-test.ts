import { defineProject, memoryState, type Project, type ProjectSpec, type RunResult } from '@headwater/core'
import { expect, onTestFinished } from 'vitest'

/** A project in memory that is closed when the test is over. */
export function projectOf(assets: ProjectSpec['assets'], options: Partial<Omit<ProjectSpec, 'assets'>> = {}): Project {
  const project = defineProject({ state: memoryState(), ...options, assets })
  onTestFinished(() => project.close())
  return project
}

/** Materializes everything, and says how many partitions of each step were made. Fails where anything failed. */
export async function makeAll(project: Project, partitions?: string): Promise<{ readonly [step: string]: number }> {
  const result = await project.materialize('*', partitions === undefined ? {} : { partitions })
  expect(result.failures).toEqual([])
  return madeBy(result)
}

/** How many partitions of each step a run made; steps that made none are left out. */
export function madeBy({ steps }: RunResult): { readonly [step: string]: number } {
  return Object.fromEntries(steps.filter(({ made }) => made > 0).map(({ step, made }) => [step, made]))
}

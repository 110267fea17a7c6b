import { defineProject, memoryState, type Project, type ProjectSpec, type RunResult } from '@headwater/core'
import { localValues } from '@headwater/core/io'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'

/** A project whose state and values are gone when the test is over. */
export function projectOf(assets: ProjectSpec['assets'], options: Partial<Omit<ProjectSpec, 'assets'>> = {}): Project {
  const root = mkdtempSync(join(tmpdir(), 'headwater-values-'))
  const project = defineProject({ state: memoryState(), defaults: { io: localValues({ root }) }, ...options, assets })
  onTestFinished(async () => {
    await project.close()
    rmSync(root, { recursive: true })
  })
  return project
}

/** Materializes everything, and says how many partitions of each step were made. Fails where anything failed. */
export async function makeAll(project: Project): Promise<{ readonly [step: string]: number }> {
  const result = await project.materialize('*')
  expect(result.failures).toEqual([])
  return madeBy(result)
}

/** How many partitions of each step a run made; steps that made none are left out. */
export function madeBy({ steps }: RunResult): { readonly [step: string]: number } {
  return Object.fromEntries(steps.filter(({ made }) => made > 0).map(({ step, made }) => [step, made]))
}

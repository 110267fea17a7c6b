import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Project } from '@headwater/core'
import { expect } from 'vitest'
import { backfillAssets, backfillCount } from './backfill-project.ts'
import { callsIn, dataVersionsIn, recordedIn, type Survived } from './kill-backfills.ts'

/** A range of eight, or four single partitions, are in the making at a time. */
const inFlight = 8

export interface KilledBackfills extends Survived {
  /** Where those that nobody kills are made. */
  readonly root: string
  readonly folders: readonly string[]
  readonly projectIn: (folder: string, version: number) => Project
  /** What the store of one holds, against that of one that nobody killed. */
  readonly sameValues: (folder: string, never: string) => Promise<void>
}

/**
 * Ends backfills that were killed, and expects of each that it is as one of its version that nobody killed: with the same
 * values, nothing recorded twice, and nothing made again but what was in the making when it was killed.
 */
export async function expectAsNeverKilled(backfills: KilledBackfills): Promise<void> {
  const { root, folders, versions, killed, projectIn, sameValues } = backfills
  const versionAt = (index: number) => versions[index] ?? 1
  await Promise.all(
    folders.map(async (folder, index) => {
      await using project = projectIn(folder, versionAt(index))
      expect((await project.materialize('*')).ok).toBe(true)
      expect((await project.plan('*')).steps).toEqual([])
    }),
  )
  const quiet = new Map<number, string>()
  for (const version of new Set(versions)) quiet.set(version, await neverKilled(root, version, projectIn))
  for (const [index, folder] of folders.entries()) {
    const never = quiet.get(versionAt(index)) ?? ''
    await sameValues(folder, never)
    expect(await dataVersionsIn(folder, backfillAssets)).toEqual(await dataVersionsIn(never, backfillAssets))
    const recorded = await recordedIn(folder)
    expect(recorded.length).toBe(new Set(recorded).size)
    expect(recorded.length).toBe(versionAt(index) * backfillCount)
    const wasted = (await callsIn(folder)).length - recorded.length
    expect(wasted).toBeGreaterThanOrEqual(0)
    expect(wasted).toBeLessThanOrEqual((killed[index] ?? 0) * inFlight)
  }
}

async function neverKilled(root: string, version: number, projectIn: KilledBackfills['projectIn']): Promise<string> {
  const folder = join(root, `quiet ${version}`)
  await mkdir(folder)
  await using project = projectIn(folder, version)
  await project.materialize('*')
  return folder
}

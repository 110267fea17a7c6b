import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Attempt, StageAt } from '@headwater/core/io'
import { isHeadwaterError } from '@headwater/core/io'
import { DuckDbFile } from '../../src/duckdb/index.ts'

export interface Scratch {
  readonly folder: string
  readonly path: string
  readonly remove: () => void
}

/** A DuckDB file in a folder of its own. */
export function scratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-duckdb-'))
  const path = join(folder, 'warehouse.duckdb')
  return {
    folder,
    path,
    remove: () => {
      DuckDbFile.at(path).close()
      rmSync(folder, { recursive: true })
    },
  }
}

const made: Scratch[] = []
afterEach(() => {
  for (const one of made.splice(0)) one.remove()
})

/** A DuckDB file that lives as long as the test. */
export function scratchOfTest(): Scratch {
  const one = scratch()
  made.push(one)
  return one
}

/** Attempts as a run names them; the token grows with the number of the run. */
export function attemptOf(run: number, attempt = 1): Attempt {
  return { id: `run${run}.step.${attempt}`, runId: `run${run}`, token: run }
}

/** Where a value belongs. */
export function placeOf(
  asset: string,
  partition: string | null,
  attempt: Attempt,
  rowSchema: StageAt['rowSchema'],
): StageAt {
  const dimensions: StageAt['dimensions'] = partition === null ? {} : { partition }
  return { asset, partition, attempt, dimensions, rowSchema }
}

/** What a call throws: a HeadwaterError's code, message and the rest. */
export async function errorOf(call: Promise<unknown>): Promise<{
  readonly code: string
  readonly message: string
  readonly asset?: string
  readonly partition?: string
  readonly hint?: string
}> {
  try {
    await call
  } catch (error) {
    if (isHeadwaterError(error)) {
      const { code, message, asset, partition, hint } = error
      return {
        code,
        message,
        ...(asset ? { asset } : {}),
        ...(partition ? { partition } : {}),
        ...(hint ? { hint } : {}),
      }
    }
    throw error
  }
  throw new Error('the call did not fail')
}

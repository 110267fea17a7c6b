import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A path for a state file, in a new folder that is removed when the test is over. */
export async function temporaryPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwater-state-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'state.db')
}

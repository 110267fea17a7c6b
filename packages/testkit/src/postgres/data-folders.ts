import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The name says which process the data belongs to. */
const name = /^headwater-postgres-(\d+)-[0-9a-f]+$/

/** A folder for the data of a server of this process. It does not exist: the server makes it for its own user. */
export function newFolderName(): string {
  return join(tmpdir(), `headwater-postgres-${process.pid}-${randomBytes(6).toString('hex')}`)
}

/**
 * Removes what processes left behind that ended without `close`. A server that still runs on such a folder looks for it
 * every minute, and ends when it is gone.
 */
export async function removeFoldersOfTheDead(): Promise<void> {
  for (const entry of await readdir(tmpdir())) {
    const [, pid] = name.exec(entry) ?? []
    if (pid !== undefined && isGone(Number(pid))) await rm(join(tmpdir(), entry), { recursive: true, force: true })
  }
}

/** Signal 0 only asks; any answer but ESRCH means that there is such a process. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH'
  }
}

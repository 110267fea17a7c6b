import { execFileSync, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/** Whether a small file system of our own can be mounted: the only honest way to a full disk. */
export const canMount =
  process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0

if (!canMount) console.warn('not root on Linux: the tests that fill up a disk or mount it read-only are skipped')

/** A folder with a file system in memory, as long as the test runs: `size=256k`. */
export async function mountedFolder(options: string): Promise<string> {
  const folder = await temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  onTestFinished(() => {
    // An engine may hold its file for a moment after it was closed.
    execFileSync('umount', ['--lazy', folder])
  })
  return folder
}

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/**
 * Calls `freshly` of a module of this folder in a process of its own, and answers with its result. The process runs what
 * was built, as users do.
 */
export function inFreshProcess<T>(module: string, ...args: readonly string[]): T {
  const script = join(import.meta.dirname, 'fresh-process.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script, module, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  if (status !== 0) throw new Error(`${module} ${args.join(' ')} failed: ${stdout}${stderr}`)
  return JSON.parse(stdout) as T
}

/** Resident memory after what is garbage was collected. */
export function residentMb(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss() / 2 ** 20
}

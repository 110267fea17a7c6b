import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A folder of the conformance data beside the repository; undefined, and said so, where it is absent. */
export function sharedFolder(name: string): string | undefined {
  const folder = join(import.meta.dirname, '../../../../shared/conformance', name)
  if (existsSync(folder)) return folder
  console.warn(`skipped: there is no ${folder}`)
  return undefined
}

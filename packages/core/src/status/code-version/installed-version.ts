import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { z } from 'zod'

const packageJson = z.object({ version: z.string() })

/**
 * The version of a package, as installed for a module.
 *
 * @param from path or `file:` URL of the module.
 * @returns undefined where the package is not installed, or has no version.
 */
export function installedVersion(name: string, from: string): string | undefined {
  try {
    const manifest = findPackageJSON(name, from)
    return manifest === undefined ? undefined : packageJson.parse(JSON.parse(readFileSync(manifest, 'utf8'))).version
  } catch {
    return undefined
  }
}

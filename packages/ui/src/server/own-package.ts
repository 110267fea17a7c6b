import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, which is not as far away from a bundle as it is from the sources. */
export const ownFolder = folderWith('package.json', dirname(fileURLToPath(import.meta.url)))

const manifest = JSON.parse(readFileSync(join(ownFolder, 'package.json'), 'utf8')) as { readonly version: string }

/** The version of this package, which is that of all packages of Headwater. */
export const ownVersion = manifest.version

function folderWith(file: string, from: string): string {
  return existsSync(join(from, file)) || dirname(from) === from ? from : folderWith(file, dirname(from))
}

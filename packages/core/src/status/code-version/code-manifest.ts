import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { digest } from '../../base/digest.ts'
import type { CodeVersion } from './code-version.ts'
import type { Script } from './loaded-code.ts'
import { fileNameOf } from './unknowable.ts'

/** The file that a build leaves beside its bundles, or in a folder above them. */
export const manifestName = 'headwater-code.json'

/** What a build knew of the code that it put into bundles. */
export interface CodeManifest {
  readonly format: 1
  /** Digests of the bundles, by path from the manifest with `/`: the manifest holds for these texts and no others. */
  readonly bundles: { readonly [path: string]: string }
  /** By step, or by asset and check. */
  readonly code: { readonly [name: string]: CodeVersion }
}

const schema: z.ZodType<CodeManifest> = z.object({
  format: z.literal(1),
  bundles: z.record(z.string(), z.string()),
  code: z.record(
    z.string(),
    z.union([z.strictObject({ version: z.string() }), z.strictObject({ unknown: z.string() })]),
  ),
})

interface Found {
  readonly folder: string
  /** Undefined: the file is no manifest. */
  readonly manifest: CodeManifest | undefined
}

/** The manifests beside the bundles that run. Read once. */
export class CodeManifests {
  readonly #byFolder = new Map<string, Found | undefined>()

  /** Whether a manifest speaks of the script, be it of another text. */
  lists(script: Script): boolean {
    const found = this.#above(script)
    return found?.manifest !== undefined && pathIn(found, script) in found.manifest.bundles
  }

  /** What the manifest says about code in the bundle; undefined where there is none. */
  codeOf(name: string, script: Script): CodeVersion | undefined {
    const found = this.#above(script)
    if (found === undefined) return undefined
    const bundle = `bundle \`${fileNameOf(script.url)}\``
    if (found.manifest === undefined) return { unknown: `\`${manifestName}\` of ${bundle}, which is no code manifest` }
    const listed = found.manifest.bundles[pathIn(found, script)]
    if (listed === undefined) return { unknown: `${bundle}, which \`${manifestName}\` does not list` }
    if (listed !== textDigest(script.text ?? ''))
      return { unknown: `${bundle}, which is not the one that \`${manifestName}\` was written for` }
    return found.manifest.code[name] ?? { unknown: `${bundle}, for which \`${manifestName}\` has no \`${name}\`` }
  }

  #above({ url, text }: Script): Found | undefined {
    return text === undefined || !url.startsWith('file:') ? undefined : this.#in(new URL('./', url).href)
  }

  #in(folder: string): Found | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder)
    const parent = new URL('../', folder).href
    const isTop = parent === folder || exists(new URL('package.json', folder))
    const file = new URL(manifestName, folder)
    const found = exists(file) ? { folder, manifest: read(file) } : isTop ? undefined : this.#in(parent)
    this.#byFolder.set(folder, found)
    return found
  }
}

/** @param text as it is on disk, or as V8 runs it, which leaves out a byte order mark. */
export function textDigest(text: string): string {
  return digest(text.replace(/^\uFEFF/, ''))
}

function pathIn({ folder }: Found, { url }: Script): string {
  return decodeURIComponent(url.slice(folder.length))
}

function exists(url: URL): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() ?? false
}

function read(url: URL): CodeManifest | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(url, 'utf8')))
  } catch {
    return undefined
  }
}

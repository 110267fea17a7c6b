import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { holdName, type Script } from './loaded-code.ts'
import { fileNameOf, Unknowable } from './unknowable.ts'

/** Ends the walk at a function of a bundle: its text mixes modules and changes with code that it does not reach. */
export class InBundle extends Unknowable {
  readonly script: Script

  constructor(script: Script, madeBy: string) {
    super(`bundle \`${fileNameOf(script.url)}\` (${madeBy}) without a code manifest`)
    this.script = script
  }
}

/** By what a script gives away that a bundler wrote it; undefined for one module a file, as `tsc` writes. */
export function bundleSign({ url, text }: Script): string | undefined {
  if (text === undefined || !/\.[cm]?js$/.test(url)) return undefined
  const sign = signs.find(({ isIn }) => isIn(text, url))
  return sign && !isHeadwater(url) ? sign.is : undefined
}

// One comment with a path is a habit of people, and a bundle of one module is as good as the module.
const pathComment = /^\/\/ (?:\.{0,2}\/)?(?:[\w@.+-]+\/)*[\w@.+-]+\.[cm]?[jt]sx?$/gm

const signs: readonly { readonly is: string; readonly isIn: (text: string, url: string) => boolean }[] = [
  { is: 'with Headwater in it', isIn: (text) => text.includes(holdName) },
  { is: 'of esbuild', isIn: (text) => new Set(text.match(pathComment)).size > 1 },
  { is: 'of rolldown', isIn: (text) => /^\/\/#region \S+\.[cm]?[jt]sx?$/m.test(text) },
  { is: 'of webpack', isIn: (text) => text.includes('__webpack_require__') || text.includes('__webpack_modules__') },
  { is: 'with a source map of several files', isIn: (text, url) => (mappedSources(text, url) ?? 0) > 1 },
  { is: 'minified', isIn: (text, url) => isMinified(text) && mappedSources(text, url) !== 1 },
]

/** How many files the source map of a script names; undefined without one that can be read. */
function mappedSources(text: string, url: string): number | undefined {
  const link = text.match(/^\/\/# sourceMappingURL=(\S+)\s*$/m)?.[1]
  if (link === undefined) return undefined
  try {
    const map: unknown = JSON.parse(link.startsWith('data:') ? inlined(link) : readFileSync(new URL(link, url), 'utf8'))
    const sources = typeof map === 'object' && map !== null && 'sources' in map ? map.sources : undefined
    return Array.isArray(sources) ? sources.length : undefined
  } catch {
    return undefined
  }
}

function inlined(dataUrl: string): string {
  const content = dataUrl.slice(dataUrl.indexOf(',') + 1)
  return dataUrl.includes(';base64,') ? Buffer.from(content, 'base64').toString() : decodeURIComponent(content)
}

function isMinified(text: string): boolean {
  return text.length > 5000 && text.length / text.split('\n').length > 1000
}

/** Headwater's own packages are bundles too, and reach a project's code only in the workspace that they are made in. */
function isHeadwater(url: string): boolean {
  try {
    const manifest = findPackageJSON(url)
    return manifest !== undefined && /"name": *"@headwater\//.test(readFileSync(manifest, 'utf8'))
  } catch {
    // The file is gone, so it is not one of an installation.
    return false
  }
}

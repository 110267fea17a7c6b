import { realpathSync, statSync } from 'node:fs'
import { createRequire, findPackageJSON, isBuiltin } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { fileNameOf, unknowable } from './unknowable.ts'

/** What a specifier leads to: a file of the project, or something whose code does not count, by name. */
export type Source = { readonly url: string } | { readonly outside: string }

/**
 * Where an import leads. Packages are outside, and so is Headwater itself; a package of the same workspace is not,
 * since its real path is beside the project's.
 */
export function resolveSource(specifier: string, from: string): Source {
  if (isBuiltin(specifier)) return { outside: `node:${specifier.replace(/^node:/, '')}` }
  if (/^(?:\.{0,2}\/|file:)/.test(specifier))
    return { url: existing(new URL(specifier, from)) ?? missing(specifier, from) }
  if (/^@headwater\/|^[a-z]+:/.test(specifier)) return { outside: specifier }
  const path = packageFile(specifier, from)
  return path === undefined || isInstalled(path) ? { outside: specifier } : { url: pathToFileURL(path).href }
}

export function isInstalled(pathOrUrl: string): boolean {
  return /[/\\]node_modules[/\\]/.test(pathOrUrl)
}

/** Whether a file is a module, or else something that counts by its bytes. */
export function isCode(url: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(url)
}

// Tools that rewrite modules allow `./prices` and `./prices.js` for `./prices.ts`.
const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js']

function existing(asked: URL): string | undefined {
  const url = `${asked.protocol}//${asked.host}${asked.pathname}`
  const typescript = url.replace(/\.([cm]?)jsx?$/, '.$1ts')
  return [url, typescript, `${typescript}x`, ...endings.map((ending) => `${url}${ending}`)].find(isFile)
}

function isFile(url: string): boolean {
  return statSync(fileURLToPath(url), { throwIfNoEntry: false })?.isFile() ?? false
}

function packageFile(specifier: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier)
  } catch {
    // `require` may not load what `import` may. Where an installed package keeps its code does not matter.
    return isInstalledPackage(specifier, from) ? undefined : missing(specifier, from)
  }
}

function isInstalledPackage(specifier: string, from: string): boolean {
  try {
    const manifest = findPackageJSON(specifier, from)
    return manifest !== undefined && isInstalled(realpathSync(manifest))
  } catch {
    return false
  }
}

function missing(specifier: string, from: string): never {
  return unknowable(`\`${specifier}\`, imported in \`${fileNameOf(from)}\`, leads to no file`)
}

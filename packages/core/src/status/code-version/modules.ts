import { readFileSync, statSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { CodeManifests } from './code-manifest.ts'
import { bundleSign, InBundle } from './in-bundle.ts'
import type { LoadedCode, Place, Script } from './loaded-code.ts'
import { resolveSource, type Source } from './resolve-source.ts'
import { isRewritten, siteInOriginal } from './rewritten-module.ts'
import type { FunctionSite } from './scope.ts'
import { SourceModule } from './source-module.ts'
import { fileNameOf, unknowable } from './unknowable.ts'

interface Site {
  readonly module: SourceModule
  readonly site: FunctionSite
}

type Exporter = SourceModule | { readonly outside: string }

/** Parsed modules: of the text that runs where a module is loaded, else of its file. */
export class Modules {
  readonly #loaded: LoadedCode
  readonly #manifests: CodeManifests
  readonly #bundled = new Map<string, string | undefined>()
  readonly #byScript = new Map<string, SourceModule>()
  readonly #sources = new WeakMap<SourceModule, Map<string, Source>>()
  readonly #byFile = new Map<string, { readonly stamp: string; readonly module: SourceModule }>()

  constructor(loaded: LoadedCode, manifests: CodeManifests) {
    this.#loaded = loaded
    this.#manifests = manifests
  }

  at(url: string): SourceModule {
    const script = this.#loaded.scriptAt(url)
    const isAsLoaded = script?.text !== undefined && !isRewritten(script.text)
    return isAsLoaded ? this.#running(script) : this.#ofFile(url)
  }

  /** The source of the function that the inspector found at a place. Throws `InBundle`. */
  siteAt({ script, line, column }: Place): Site {
    this.#refuseBundle(script)
    const running = this.#running(script)
    const offset = running.offsetOf(line, line === 0 ? column - script.firstColumn : column)
    const module = isRewritten(running.text) ? this.#ofFile(script.url) : running
    const site = module === running ? running.functionAt(offset) : siteInOriginal(running, offset, module)
    return { module, site: site ?? unknowable(`a function that is not found in \`${module.fileName}\``) }
  }

  resolve(specifier: string, module: SourceModule): Source {
    const known = this.#sources.get(module) ?? new Map<string, Source>()
    const source = known.get(specifier) ?? resolveSource(specifier, module.url)
    this.#sources.set(module, known.set(specifier, source))
    return source
  }

  /**
   * The modules that may give away `name` for `module`: itself, or those behind its `export *`. Packages, and CommonJS
   * modules, whose exports are only known at run time, are believed to have it.
   */
  exporters(name: string, module: SourceModule, seen = new Set<SourceModule>()): readonly Exporter[] {
    if (seen.has(module)) return []
    seen.add(module)
    if (!module.isEsm || module.exports.has(name)) return [module]
    return module.starSources.flatMap((source) => {
      const target = this.resolve(source, module)
      return 'outside' in target ? [target] : this.exporters(name, this.at(target.url), seen)
    })
  }

  #refuseBundle(script: Script): void {
    if (!this.#bundled.has(script.id))
      this.#bundled.set(script.id, this.#manifests.lists(script) ? 'with a manifest' : bundleSign(script))
    const sign = this.#bundled.get(script.id)
    if (sign !== undefined) throw new InBundle(script, sign)
  }

  #running(script: Script): SourceModule {
    if (script.text !== undefined) return this.#ofScript(script, script.text)
    if (script.url.startsWith('node:')) unknowable(`a function of \`${script.url}\``)
    // The files of packages do not change while they run.
    return script.url.startsWith('file:') ? this.#ofFile(script.url) : unknowable('a function made by eval')
  }

  #ofScript(script: Script, text: string): SourceModule {
    const known = this.#byScript.get(script.id)
    if (known) return known
    const module = new SourceModule(text, script.url)
    this.#byScript.set(script.id, module)
    return module
  }

  #ofFile(url: string): SourceModule {
    const path = fileURLToPath(url)
    const { mtimeMs, size } = statSync(path)
    const stamp = `${mtimeMs} ${size}`
    const known = this.#byFile.get(path)
    if (known?.stamp === stamp) return known.module
    const module = new SourceModule(javascriptOf(path), url)
    this.#byFile.set(path, { stamp, module })
    return module
  }
}

function javascriptOf(path: string): string {
  const text = readFileSync(path, 'utf8')
  if (!/\.[cm]?tsx?$/.test(path)) return text
  try {
    return stripTypeScriptTypes(text)
  } catch {
    return unknowable(`TypeScript that types cannot be stripped from, in \`${fileNameOf(path)}\``)
  }
}

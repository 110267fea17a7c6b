import type { AnyNode } from 'acorn'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { declaredName, describeValue } from './describe-value.ts'
import { globalName } from './global-name.ts'
import type { LoadedCode, Place, Variables } from './loaded-code.ts'
import type { Modules } from './modules.ts'
import { isCode, isInstalled } from './resolve-source.ts'
import type { Reference } from './scope.ts'
import type { Import, SourceModule } from './source-module.ts'
import { Unknowable, unknowable } from './unknowable.ts'

/**
 * Everything that functions reach: a list of parts (functions, declarations, modules), each with a digest of its own
 * source and with links from the names in it to other parts. Parts are numbered as they are met, so neither paths nor
 * the order of declarations in a file matter, and a cycle is a link like any other.
 */
export class Reach {
  readonly #loaded: LoadedCode
  readonly #modules: Modules
  readonly #parts: string[] = []
  readonly #numbers = new Map<unknown, number>()
  /** The module-level variables that can be seen: those of modules of which a function was met. */
  readonly #variables = new Map<SourceModule, readonly Variables[]>()

  constructor(loaded: LoadedCode, modules: Modules) {
    this.#loaded = loaded
    this.#modules = modules
  }

  get digest(): string {
    return sha256(JSON.stringify(this.#parts))
  }

  /** Adds a function with all that it reaches, and answers the link to it. Throws `Unknowable`. */
  addFunction(fn: Function): string {
    const global = globalName(fn)
    if (global !== undefined) return `global ${global}`
    const place = this.#loaded.placeOf(fn)
    const { module, site } = this.#modules.siteAt(place)
    const captured = capturedNames(module, site.node)
    this.#see(module, place, captured.size > 0)
    return this.#number(captured.size > 0 ? fn : site.node, () =>
      isInstalled(module.url)
        ? this.#describeInstalled(module, { fn, node: site.node, captured: [...captured], place })
        : this.#describe(module, site.node, place),
    )
  }

  addValue(value: unknown, path: string): string {
    return describeValue(value, path, (fn) => this.addFunction(fn))
  }

  #number(part: unknown, describe: () => string): string {
    const known = this.#numbers.get(part)
    const number = known ?? this.#parts.push('') - 1
    if (known === undefined) {
      this.#numbers.set(part, number)
      this.#parts[number] = describe()
    }
    return `#${number}`
  }

  /** @param place where variables that the source captured are seen; module-level declarations capture none. */
  #describe(module: SourceModule, node: AnyNode, place?: Place): string {
    const links = new Map<string, string>()
    for (const reference of module.freeReferences(node)) {
      const name = nameIn(module, reference)
      const link = links.has(name) ? undefined : this.#linkOf(module, reference, place)
      if (link !== undefined) links.set(name, link)
    }
    const named = [...links].map(([name, link]) => `${name}=${link}`)
    return [module.digestOf(node), ...this.#loads(module, node), ...named].join('\n')
  }

  // Of a package only what its function captured counts: what was given to `debounce(fn, 50)`, not how it does it. A
  // function without a name is told from others by its text.
  #describeInstalled(
    module: SourceModule,
    { fn, node, captured, place }: { fn: Function; node: AnyNode; captured: readonly string[]; place: Place },
  ): string {
    const packageName = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module.url)?.[1]
    const named = `${packageName}#${fn.name || module.digestOf(node)}`
    return [named, ...captured.map((name) => `${name}=${this.#captured(name, place)}`)].join('\n')
  }

  #linkOf(module: SourceModule, { name, member, scope, use }: Reference, place?: Place): string | undefined {
    if (scope === undefined) return refuseEval(module, { name, member, use })
    if (scope !== module.names.moduleScope) return this.#captured(name, place)
    return name === 'this' || name === 'arguments' ? undefined : this.#nameLink(module, name, member)
  }

  #captured(name: string, place: Place | undefined): string {
    const scope = place?.scopes.find((variables) => Object.hasOwn(variables, name))
    return scope ? this.addValue(scope[name], name) : unknowable(`captured \`${name}\``)
  }

  #nameLink(module: SourceModule, name: string, member: string | undefined): string {
    const value = this.#variables.get(module)?.findLast((variables) => Object.hasOwn(variables, name))?.[name]
    const declaration = module.declarations.get(name)
    if (declaration && 'source' in declaration) return this.#importLink(module, declaration, member, value)
    const declared = declaredName(value)
    if (declared !== undefined) return declared
    const nodes = [...(declaration ? [declaration.node] : []), ...module.changersOf(name)]
    return nodes.map((node) => this.#number(node, () => this.#describe(module, node))).join(' ')
  }

  #importLink(module: SourceModule, from: Import, member: string | undefined, value: unknown): string {
    const isNamespace = from.imported === '*'
    const declared = declaredName(isNamespace ? memberOf(value, member) : value)
    if (declared !== undefined) return declared
    const target = this.#modules.resolve(from.source, module)
    if ('outside' in target) return `${target.outside}#${isNamespace ? (member ?? '*') : from.imported}`
    if (!isCode(target.url)) return fileDigest(target.url)
    const other = this.#modules.at(target.url)
    if (!isNamespace) return this.#exportLink(other, from.imported, member, value)
    return member === undefined
      ? this.#allExports(other)
      : this.#exportLink(other, member, undefined, memberOf(value, member))
  }

  #exportLink(module: SourceModule, name: string, member: string | undefined, value: unknown): string {
    const exporters = this.#modules.exporters(name, module)
    if (exporters.length === 0) unknowable(`\`${name}\`, which \`${module.fileName}\` does not export`)
    const links = exporters.map((exporter) => {
      if ('outside' in exporter) return `${exporter.outside}#${name}`
      this.#seeThrough(value, exporter)
      const exported = exporter.exports.get(name)
      if (exported === undefined) return this.#wholeModule(exporter)
      if ('local' in exported) return this.#nameLink(exporter, exported.local, member)
      return this.#importLink(exporter, exported, member, value)
    })
    return links.join(' ')
  }

  #allExports(module: SourceModule): string {
    if (!module.isEsm) return this.#wholeModule(module)
    // The module itself stands for all of its text, its table of exports for what it gives away.
    return this.#number(module.exports, () => {
      const names = [...module.exports.keys()].sort()
      const own = names.map((name) => `${name}=${this.#exportLink(module, name, undefined, undefined)}`)
      const stars = module.starSources.map((source) => {
        return this.#importLink(module, { source, imported: '*' }, undefined, undefined)
      })
      return [...own, ...stars.sort()].join('\n')
    })
  }

  #wholeModule(module: SourceModule): string {
    return this.#number(module, () => {
      for (const reference of module.names.references) if (reference.scope === undefined) refuseEval(module, reference)
      const sources = module.sources.map((source) => `${source}=${this.#fileLink(module, source)}`)
      return [module.digestOf(module.program), ...this.#loads(module, module.program), ...sources].join('\n')
    })
  }

  #loads(module: SourceModule, node: AnyNode): readonly string[] {
    return module.remarks(node).map(({ what }) => {
      if ('hides' in what) return unknowable(`${what.hides} in \`${module.fileName}\``)
      return `${what.loads}=${this.#fileLink(module, what.loads)}`
    })
  }

  #fileLink(module: SourceModule, specifier: string): string {
    const target = this.#modules.resolve(specifier, module)
    if ('outside' in target) return target.outside
    return isCode(target.url) ? this.#wholeModule(this.#modules.at(target.url)) : fileDigest(target.url)
  }

  #see(module: SourceModule, { moduleScope, scopes }: Place, captures: boolean): void {
    if (this.#variables.has(module)) return
    if (moduleScope) this.#variables.set(module, [moduleScope])
    // Where CommonJS or a tool has made the module a function, its variables cannot be told from other captured ones.
    else if (!captures) this.#variables.set(module, scopes)
  }

  /** Uses an imported function to see the variables of the module that it comes from. */
  #seeThrough(value: unknown, module: SourceModule): void {
    if (typeof value !== 'function' || this.#variables.has(module)) return
    try {
      const place = this.#loaded.placeOf(value)
      const site = this.#modules.siteAt(place)
      if (site.module === module) this.#see(module, place, capturedNames(module, site.site.node).size > 0)
    } catch (error) {
      // Bound and native functions show nothing; the module is then read without knowing its values.
      if (!(error instanceof Unknowable)) throw error
    }
  }
}

/** The variables that belong to functions around the source, not to the module. */
function capturedNames(module: SourceModule, node: AnyNode): ReadonlySet<string> {
  const captured = module
    .freeReferences(node)
    .filter(({ scope }) => scope !== undefined && scope !== module.names.moduleScope)
  return new Set(captured.map(({ name }) => name))
}

/** Members are told apart only where a name may be a module. */
function nameIn(module: SourceModule, { name, member, scope }: Reference): string {
  const isModuleLevel = scope === module.names.moduleScope
  return isModuleLevel && member !== undefined ? `${name}.${member}` : name
}

function refuseEval(module: SourceModule, { name, member, use }: Omit<Reference, 'scope' | 'start'>): undefined {
  const global = name === 'globalThis' || name === 'global' ? member : name
  if (global === 'eval') unknowable(`eval in \`${module.fileName}\``)
  const isCalled = use === 'call' || member === 'Function'
  if (global === 'Function' && isCalled) unknowable(`new Function in \`${module.fileName}\``)
}

function memberOf(namespace: unknown, member: string | undefined): unknown {
  if (typeof namespace !== 'object' || namespace === null || member === undefined) return undefined
  return (namespace as Variables)[member]
}

function fileDigest(url: string): string {
  return `file ${sha256(readFileSync(fileURLToPath(url)))}`
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

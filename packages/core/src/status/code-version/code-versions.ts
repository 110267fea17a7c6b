import { pathToFileURL } from 'node:url'
import { digest } from '../../base/digest.ts'
import { fail } from '../../errors/index.ts'
import type { CodeSource, CodeVersion } from './code-version.ts'
import { CodeManifests } from './code-manifest.ts'
import { globalName } from './global-name.ts'
import { InBundle } from './in-bundle.ts'
import { installedVersion } from './installed-version.ts'
import { LoadedCode } from './loaded-code.ts'
import { Modules } from './modules.ts'
import { Reach } from './reach.ts'
import { Unknowable } from './unknowable.ts'
import { type WrittenSource, writtenSource } from './written-source.ts'

/** Part of every version, and changed with the way of computing them. */
const scheme = 'code version 2'

/**
 * Tells whether code has changed, without being told: a version is a hash of the source of the functions, of the
 * module-level declarations that they reach in files of the project, and of the values that they captured. Comments,
 * layout and types do not count, nor does the code of packages. See docs/guide/code-versions.md.
 *
 * A function is looked at once; the answer holds for the life of this object, whatever happens later to captured
 * variables or to the file on disk. The first call takes about a tenth of a second, later ones less than a millisecond.
 */
export class CodeVersions {
  readonly #loaded = new LoadedCode()
  readonly #manifests = new CodeManifests()
  readonly #modules = new Modules(this.#loaded, this.#manifests)
  readonly #known = new WeakMap<Function, CodeVersion | InBundle>()

  /**
   * The version of all the functions, packages and values together, in their order. Throws PACKAGE_MISSING; never on
   * account of the code.
   */
  of(source: CodeSource): CodeVersion {
    const values = this.#ofValues(source.values)
    return together([this.ofCode(source), values instanceof InBundle ? { unknown: values.message } : values])
  }

  /** The version without the values, which is what a build knows beforehand. Throws PACKAGE_MISSING. */
  ofCode({ name, functions, packages = [], definitions }: CodeSource): CodeVersion {
    const parts = [...functions.map((fn) => this.#ofFunction(fn)), this.#ofValues(definitions)]
    const bundled = parts.find((part) => part instanceof InBundle)
    if (bundled) return this.#manifests.codeOf(name, bundled.script) ?? { unknown: bundled.message }
    const code = together(parts.flatMap((part) => (part instanceof InBundle ? [] : [part])))
    if ('unknown' in code || packages.length === 0) return code
    return together([code, ...installedVersions(name, packages, this.#moduleOf(functions))])
  }

  /** Where a function stands in the sources. Undefined for one of a bundle, and for what no file of the project holds. */
  sourceOf(fn: Function): WrittenSource | undefined {
    try {
      const { module, site } = this.#modules.siteAt(this.#loaded.placeOf(fn))
      return writtenSource(module, site)
    } catch (error) {
      if (error instanceof InBundle || error instanceof Unknowable) return undefined
      throw error
    } finally {
      this.#loaded.release()
    }
  }

  /** Lets go of the inspector. Later calls take it up again. */
  close(): void {
    this.#loaded.close()
  }

  #ofFunction(fn: Function): CodeVersion | InBundle {
    const known = this.#known.get(fn)
    if (known) return known
    const version = this.#reached((reach) => reach.addFunction(fn))
    this.#known.set(fn, version)
    return version
  }

  #ofValues(values: readonly unknown[] = []): CodeVersion | InBundle {
    return this.#reached((reach) => reach.addValue(values, 'values'))
  }

  #reached(add: (reach: Reach) => string): CodeVersion | InBundle {
    const reach = new Reach(this.#loaded, this.#modules)
    try {
      return { version: `${add(reach)} ${reach.digest}` }
    } catch (error) {
      if (error instanceof InBundle) return error
      if (error instanceof Unknowable) return { unknown: error.message }
      throw error
    } finally {
      this.#loaded.release()
    }
  }

  /** Where the first function stands; a SQL text stands nowhere, and is taken to be of the project in this folder. */
  #moduleOf([first]: readonly Function[]): string {
    const isWritten = first !== undefined && globalName(first) === undefined
    return isWritten ? this.#loaded.placeOf(first).script.url : pathToFileURL('./').href
  }
}

function together(parts: readonly CodeVersion[]): CodeVersion {
  const versions: string[] = [scheme]
  for (const part of parts) {
    if ('unknown' in part) return part
    versions.push(part.version)
  }
  return { version: digest(versions.join('\n')) }
}

function installedVersions(name: string, packages: readonly string[], from: string): readonly CodeVersion[] {
  return [...new Set(packages)].sort().map((wanted) => {
    const version = installedVersion(wanted, from)
    if (version !== undefined) return { version: `${wanted}@${version}` }
    return fail('PACKAGE_MISSING', {
      asset: name,
      message: `asset \`${name}\` counts the package \`${wanted}\` among its code, and no version of it is installed for \`${from}\``,
      hint: `Install it, or correct its name in \`codePackages\`: npm install ${wanted}`,
    })
  })
}

import { createHash } from 'node:crypto'
import { LoadedCode } from './loaded-code.ts'
import { Modules } from './modules.ts'
import { Reach } from './reach.ts'
import { Unknowable } from './unknowable.ts'

/** What decides about a result: functions, and values beside them (SQL text, a schema, parameters). */
export interface CodeSource {
  readonly functions: readonly Function[]
  /** Compared by content. */
  readonly values?: readonly unknown[] | undefined
}

/**
 * `version` is equal for equal code on every machine. `unknown` names what stands in the way of telling, as in
 * 'eval in `prices.ts`'; it equals nothing, not even itself.
 */
export type CodeVersion = { readonly version: string } | { readonly unknown: string }

/** Part of every version, and changed with the way of computing them. */
const scheme = 'code version 1'

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
  readonly #modules = new Modules(this.#loaded)
  readonly #known = new WeakMap<Function, CodeVersion>()

  /** The version of all the functions and values together, in their order. Never throws on account of the code. */
  of(source: CodeSource): CodeVersion {
    const parts = [...source.functions.map((fn) => this.#ofFunction(fn)), this.#ofValues(source.values ?? [])]
    const versions: string[] = [scheme]
    for (const part of parts) {
      if ('unknown' in part) return part
      versions.push(part.version)
    }
    return { version: createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 32) }
  }

  /** Lets go of the inspector. Later calls take it up again. */
  close(): void {
    this.#loaded.close()
  }

  #ofFunction(fn: Function): CodeVersion {
    const known = this.#known.get(fn)
    if (known) return known
    const version = this.#reached((reach) => reach.addFunction(fn))
    this.#known.set(fn, version)
    return version
  }

  #ofValues(values: readonly unknown[]): CodeVersion {
    return this.#reached((reach) => reach.addValue(values, 'values'))
  }

  #reached(add: (reach: Reach) => string): CodeVersion {
    const reach = new Reach(this.#loaded, this.#modules)
    try {
      return { version: `${add(reach)} ${reach.digest}` }
    } catch (error) {
      if (error instanceof Unknowable) return { unknown: error.message }
      throw error
    }
  }
}

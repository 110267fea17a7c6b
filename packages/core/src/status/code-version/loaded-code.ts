import type * as Inspector from 'node:inspector'
import { isAbsolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isInstalled } from './resolve-source.ts'
import { unknowable } from './unknowable.ts'

/** A script that V8 runs. */
export interface Script {
  readonly id: string
  /** Without a query; empty for code that no file holds. */
  readonly url: string
  /** The text that runs, which the file may not hold any more; undefined for scripts that are not of the project. */
  readonly text: string | undefined
  /** Where the text begins for V8, which counts from before it when a tool has wrapped it. */
  readonly firstColumn: number
}

/** Variables by name, as they were when looked at. */
export type Variables = { readonly [name: string]: unknown }

/** Where a function stands in the code that runs, and what it can see. */
export interface Place {
  readonly script: Script
  readonly line: number
  readonly column: number
  /** Variables around it within its module, from the inside out; V8 keeps those that some inner function uses. */
  readonly scopes: readonly Variables[]
  /** The outermost scope, if it is certainly that of the module: not in CommonJS. */
  readonly moduleScope: Variables | undefined
}

/** A scope as V8 shows it. */
interface Scope {
  readonly description: string
  readonly object: Variables
}

type Properties = ReadonlyMap<string, Inspector.Runtime.RemoteObject>

/** Whoever finds this text in a script has found Headwater. */
export const holdName = 'headwater.code-version'
const hold = `globalThis[Symbol.for('${holdName}')]`
const objectGroup = 'headwater'
const outerScopes: ReadonlySet<string> = new Set(['Module', 'Script', 'Global'])

/**
 * Looks at functions through V8's inspector, in this process and without a port. The internal properties that it reads
 * (`[[FunctionLocation]]`, `[[Scopes]]`, `[[TargetFunction]]`) are those that the developer tools show.
 */
export class LoadedCode {
  #session: Inspector.Session | undefined
  readonly #scripts = new Map<string, Script>()
  readonly #byUrl = new Map<string, Script>()
  readonly #places = new WeakMap<Function, Place>()
  /** By script: V8 copies all variables of a module for every function that is asked for them. */
  readonly #moduleScopes = new Map<string, Variables | undefined>()
  /** What the inspector holds for us until `release`. */
  readonly #inspected = new Map<Function, Properties>()

  /** Throws `Unknowable` for functions that no source text tells everything about. */
  placeOf(fn: Function): Place {
    const known = this.#places.get(fn)
    if (known) return known
    const place = this.#look(fn)
    this.#places.set(fn, place)
    return place
  }

  /** The script loaded from a file, the newest if there are several. */
  scriptAt(url: string): Script | undefined {
    return this.#byUrl.get(url)
  }

  /** Lets go of the objects that the inspector holds for us. */
  release(): void {
    if (this.#inspected.size === 0) return
    this.#inspected.clear()
    this.#session?.post('Runtime.releaseObjectGroup', { objectGroup })
  }

  close(): void {
    this.release()
    this.#session?.disconnect()
    this.#session = undefined
  }

  #look(fn: Function): Place {
    const properties = this.#inspect(fn)
    if (properties.has('[[TargetFunction]]')) unknowable('bound function')
    const location = properties.get('[[FunctionLocation]]')?.value as Inspector.Debugger.Location | undefined
    if (location === undefined) return unknowable(`native function \`${fn.name}\``)
    const script = this.#script(location.scriptId)
    let scopes: readonly Variables[] | undefined
    const readScopes = (): readonly Variables[] => (scopes ??= this.#readScopes(fn, script))
    const readModuleScope = (): Variables | undefined => {
      if (!this.#moduleScopes.has(script.id)) readScopes()
      return this.#moduleScopes.get(script.id)
    }
    return {
      script,
      line: location.lineNumber,
      column: location.columnNumber ?? 0,
      // Read when asked for: most functions capture nothing.
      get scopes() {
        return readScopes()
      },
      get moduleScope() {
        return readModuleScope()
      },
    }
  }

  #readScopes(fn: Function, script: Script): readonly Variables[] {
    const objectId = this.#inspect(fn).get('[[Scopes]]')?.objectId
    const all: Scope[] = []
    if (objectId !== undefined) {
      const functionDeclaration = `function () { ${hold}.push(...Array.from(this)) }`
      this.#holding(all, () => this.#post('Runtime.callFunctionOn', { objectId, functionDeclaration }))
    }
    const module = all.find(({ description }) => description === 'Module')?.object
    if (!this.#moduleScopes.has(script.id)) this.#moduleScopes.set(script.id, module)
    return all.filter(({ description }) => !outerScopes.has(description)).map(({ object }) => object)
  }

  #inspect(fn: Function): Properties {
    const known = this.#inspected.get(fn)
    if (known) return known
    const { result } = this.#holding(fn, () =>
      this.#post<Inspector.Runtime.EvaluateReturnType>('Runtime.evaluate', { expression: hold, objectGroup }),
    )
    if (result.objectId === undefined) unknowable('a function outside the main context of this process')
    const { internalProperties } = this.#post<Inspector.Runtime.GetPropertiesReturnType>('Runtime.getProperties', {
      objectId: result.objectId,
      ownProperties: true,
    })
    const properties = new Map(internalProperties?.flatMap(({ name, value }) => (value ? [[name, value]] : [])))
    this.#inspected.set(fn, properties)
    return properties
  }

  /** Lets the code that the inspector runs reach an object. */
  #holding<Result>(held: object, work: () => Result): Result {
    Object.defineProperty(globalThis, Symbol.for(holdName), { value: held, configurable: true })
    try {
      return work()
    } finally {
      Reflect.deleteProperty(globalThis, Symbol.for(holdName))
    }
  }

  #script(id: string): Script {
    if (!this.#scripts.has(id)) this.#listScripts()
    return this.#scripts.get(id) ?? unknowable('code that the inspector does not list')
  }

  // The debugger tells all scripts when it is switched on. That takes 20 to 100 ms, so only a new script is a reason.
  #listScripts(): void {
    const session = this.#connect()
    const parsed: { readonly scriptId: string; readonly url: string; readonly startColumn: number }[] = []
    session.on('Debugger.scriptParsed', ({ params }) => parsed.push(params))
    this.#post('Debugger.enable')
    for (const { scriptId, url, startColumn } of parsed) {
      if (!this.#scripts.has(scriptId)) this.#add({ id: scriptId, url: fileUrl(url), firstColumn: startColumn })
    }
    this.#post('Debugger.disable')
    session.removeAllListeners()
  }

  #add(script: Omit<Script, 'text'>): void {
    const isOurs = script.url.startsWith('file:') && !isInstalled(script.url)
    const text = isOurs
      ? this.#post<{ readonly scriptSource: string }>('Debugger.getScriptSource', { scriptId: script.id }).scriptSource
      : undefined
    const added = { ...script, text }
    this.#scripts.set(script.id, added)
    const sameUrl = this.#byUrl.get(script.url)
    if (sameUrl === undefined || Number(sameUrl.id) < Number(script.id)) this.#byUrl.set(script.url, added)
  }

  #connect(): Inspector.Session {
    if (this.#session) return this.#session
    const inspector = process.getBuiltinModule('node:inspector') as typeof Inspector | undefined
    if (inspector === undefined) return unknowable('no inspector in this build of Node')
    const session = new inspector.Session()
    try {
      session.connect()
    } catch (error) {
      return unknowable(`the inspector is not available (${String(error)})`)
    }
    this.#session = session
    return session
  }

  // On one thread the inspector calls back before `post` returns.
  #post<Answer>(method: string, params: object = {}): Answer {
    let answer: { readonly error: Error | null; readonly result: unknown } | undefined
    this.#connect().post(method, params, (error, result) => {
      answer = { error, result }
    })
    if (!answer || answer.error) return unknowable(`the inspector refuses ${method}`)
    return answer.result as Answer
  }
}

function fileUrl(url: string): string {
  const whole = isAbsolute(url) ? pathToFileURL(url).href : url
  return whole.replace(/[?#].*$/, '')
}

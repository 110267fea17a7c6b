import type { AnyNode } from 'acorn'

/** A stretch of source in which names are declared. */
export interface Scope {
  readonly parent: Scope | undefined
  readonly names: Set<string>
  readonly node: AnyNode
  /** What is declared with `var` inside belongs here. */
  readonly holdsVar: boolean
}

/** A use of a name. */
export interface Reference {
  readonly name: string
  readonly start: number
  /** Where the name is declared; undefined for a global. */
  readonly scope: Scope | undefined
  /** `clean` in `tools.clean`; undefined where the name stands by itself. */
  readonly member: string | undefined
  readonly use: 'read' | 'call' | 'write'
}

/** What code does beside using names: it loads a file that it names, or something that cannot be known by reading. */
export interface Remark {
  readonly start: number
  readonly what: { readonly loads: string } | { readonly hides: string }
}

/** A function, or a class without a constructor of its own. V8 points at it somewhere from `start` to `end`. */
export interface FunctionSite {
  readonly start: number
  readonly end: number
  /** Equal for the same function after a tool has rewritten its module. */
  readonly shape: string
  /**
   * The source that counts: a method with its name, the class of a constructor, all of the class or object literal
   * around a method that uses `this`.
   */
  readonly node: AnyNode
}

export function newScope(node: AnyNode, parent?: Scope, holdsVar = false): Scope {
  return { parent, names: new Set(), node, holdsVar }
}

/** Where `this`, `arguments` and `var` begin anew: functions that are not arrows, field initialisers, static blocks. */
export function newFunctionScope(node: AnyNode, parent?: Scope): Scope {
  return { parent, names: new Set(['this', 'arguments']), node, holdsVar: true }
}

export function declaringScope(name: string, from: Scope): Scope | undefined {
  return nearest(from, (scope) => scope.names.has(name))
}

export function varScope(from: Scope): Scope | undefined {
  return nearest(from, (scope) => scope.holdsVar)
}

function nearest(from: Scope, wanted: (scope: Scope) => boolean): Scope | undefined {
  let scope: Scope | undefined = from
  while (scope !== undefined && !wanted(scope)) scope = scope.parent
  return scope
}

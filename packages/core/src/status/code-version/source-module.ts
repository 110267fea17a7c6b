import type { AnyNode, Program } from 'acorn'
import { createHash } from 'node:crypto'
import { type Names, readNames } from './read-names.ts'
import type { FunctionSite, Reference, Remark, Scope } from './scope.ts'
import { canonical, type NodeOf, parse } from './syntax.ts'
import { fileNameOf } from './unknowable.ts'

/** What a module-level name stands for. */
export type Declaration = { readonly node: AnyNode } | Import
/** A name of another module: `*` is all of it. */
export interface Import {
  readonly source: string
  readonly imported: string
}
/** What a module gives away under a name: one of its own names, or one of another module's. */
export type Export = { readonly local: string } | Import

// What ends a line for ECMAScript, and so for V8.
const lineEnd = /\r\n|[\r\n\u2028\u2029]/g

const defaultName = '*default*'

/** A parsed module: its declarations, what it exports, and which names every part of it uses. */
export class SourceModule {
  readonly url: string
  readonly text: string
  readonly declarations = new Map<string, Declaration>()
  readonly exports = new Map<string, Export>()
  /** The sources of `export * from`. */
  readonly starSources: string[] = []
  readonly program: Program
  readonly names: Names
  /** Module-level declarations and statements, in order. */
  readonly #parts: AnyNode[] = []
  readonly #statements = new Set<AnyNode>()
  readonly #free = new Map<AnyNode, readonly Reference[]>()
  readonly #digests = new Map<AnyNode, string>()
  readonly #lineStarts: number[] = []
  #changers: ReadonlyMap<string, readonly AnyNode[]> | undefined

  constructor(text: string, url: string) {
    this.text = text
    this.url = url
    this.program = parse(text, this.fileName)
    this.names = readNames(this.program)
    for (const statement of this.program.body) this.#add(statement)
  }

  /** For messages: short, and the same on every machine. */
  get fileName(): string {
    return fileNameOf(this.url)
  }

  get isEsm(): boolean {
    return this.program.body.some(({ type }) => type.startsWith('Import') || type.startsWith('Export'))
  }

  /** Everything that the module imports or re-exports something from. */
  get sources(): readonly string[] {
    const links = [...this.declarations.values(), ...this.exports.values()]
    return [...new Set([...links.flatMap((link) => ('source' in link ? [link.source] : [])), ...this.starSources])]
  }

  /** @param line counted from 0, as are columns. */
  offsetOf(line: number, column: number): number {
    if (this.#lineStarts.length === 0)
      for (const { index, 0: end } of this.text.matchAll(lineEnd)) this.#lineStarts.push(index + end.length)
    return (line === 0 ? 0 : (this.#lineStarts[line - 1] ?? 0)) + column
  }

  /** The function at an offset, as V8 points at it: the innermost one whose head contains it. */
  functionAt(offset: number): FunctionSite | undefined {
    const { functions } = this.names
    let index = firstFrom(functions, offset + 1) - 1
    while (index >= 0 && (functions[index]?.end ?? 0) < offset) index -= 1
    return functions[index]
  }

  /** A digest of a part of the module, without what its names lead to. */
  digestOf(node: AnyNode): string {
    const digest = this.#digests.get(node) ?? createHash('sha256').update(canonical(node)).digest('base64url')
    this.#digests.set(node, digest)
    return digest
  }

  /** The uses within `node` of names declared outside it. */
  freeReferences(node: AnyNode): readonly Reference[] {
    const free =
      this.#free.get(node) ?? within(this.names.references, node).filter(({ scope }) => !this.#isInside(scope, node))
    this.#free.set(node, free)
    return free
  }

  remarks(node: AnyNode): readonly Remark[] {
    return within(this.names.remarks, node)
  }

  /**
   * The other parts of the module that may change what a module-level name holds: they assign to it, or are statements
   * that mention it in any way but calling it (`handlers.csv = readCsv`).
   */
  changersOf(name: string): readonly AnyNode[] {
    this.#changers ??= this.#findChangers()
    return this.#changers.get(name) ?? []
  }

  #findChangers(): Map<string, AnyNode[]> {
    const changers = new Map<string, AnyNode[]>()
    for (const part of this.#parts) {
      const changed = within(this.names.references, part).filter(
        ({ scope, use }) =>
          scope === this.names.moduleScope && (use === 'write' || (use === 'read' && this.#statements.has(part))),
      )
      for (const name of new Set(changed.map(({ name }) => name))) {
        const parts = changers.get(name)
        if (parts) parts.push(part)
        else changers.set(name, [part])
      }
    }
    return changers
  }

  #isInside(scope: Scope | undefined, node: AnyNode): boolean {
    if (scope === undefined || scope === this.names.moduleScope) return false
    return node.start <= scope.node.start && scope.node.end <= node.end
  }

  #add(statement: Program['body'][number]): void {
    switch (statement.type) {
      case 'ImportDeclaration':
        for (const specifier of statement.specifiers) {
          this.declarations.set(specifier.local.name, {
            source: String(statement.source.value),
            imported: importedName(specifier),
          })
        }
        return
      case 'ExportAllDeclaration': {
        const source = String(statement.source.value)
        if (statement.exported) this.exports.set(textOf(statement.exported), { source, imported: '*' })
        else this.starSources.push(source)
        return
      }
      case 'ExportDefaultDeclaration':
        this.exports.set('default', { local: this.#declareDefault(statement.declaration) })
        return
      case 'ExportNamedDeclaration':
        if (statement.declaration)
          for (const name of this.#declare(statement.declaration)) this.exports.set(name, { local: name })
        for (const { local, exported } of statement.specifiers) {
          const from = statement.source
            ? { source: String(statement.source.value), imported: textOf(local) }
            : { local: textOf(local) }
          this.exports.set(textOf(exported), from)
        }
        return
      default:
        this.#declare(statement)
    }
  }

  #declareDefault(node: AnyNode): string {
    const named = (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id?.name
    return this.#part(node, [named || defaultName])[0] ?? defaultName
  }

  #declare(node: AnyNode): readonly string[] {
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
      return this.#part(node, node.id ? [node.id.name] : [])
    if (node.type === 'VariableDeclaration')
      return node.declarations.flatMap((one) => this.#part(one, boundNames(one.id)))
    this.#statements.add(node)
    return this.#part(node, [])
  }

  #part(node: AnyNode, names: readonly string[]): readonly string[] {
    this.#parts.push(node)
    for (const name of names) this.declarations.set(name, { node })
    return names
  }
}

/** Those that start within the node, of a list in source order. */
function within<Placed extends { readonly start: number }>(
  placed: readonly Placed[],
  node: AnyNode,
): readonly Placed[] {
  return placed.slice(firstFrom(placed, node.start), firstFrom(placed, node.end))
}

function firstFrom(placed: readonly { readonly start: number }[], offset: number): number {
  let [low, high] = [0, placed.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((placed[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function boundNames(pattern: AnyNode): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((part) => boundNames(part.type === 'Property' ? part.value : part.argument))
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []))
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'RestElement':
      return boundNames(pattern.argument)
    default:
      return []
  }
}

function importedName(specifier: NodeOf<'ImportDeclaration'>['specifiers'][number]): string {
  if (specifier.type === 'ImportSpecifier') return textOf(specifier.imported)
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : '*'
}

/** Imported and exported names may be written as strings. */
function textOf(name: AnyNode): string {
  return name.type === 'Identifier' ? name.name : String((name as { readonly value?: unknown }).value)
}

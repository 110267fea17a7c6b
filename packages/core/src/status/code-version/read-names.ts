import type { AnyNode, Pattern, Program } from 'acorn'
import {
  declaringScope,
  type FunctionSite,
  newFunctionScope,
  newScope,
  type Reference,
  type Remark,
  type Scope,
  varScope,
} from './scope.ts'
import { children, constantString, type NodeOf } from './syntax.ts'

/** Who uses which names in a module, and where they are declared. All lists are in source order. */
export interface Names {
  readonly moduleScope: Scope
  readonly references: readonly Reference[]
  readonly remarks: readonly Remark[]
  readonly functions: readonly FunctionSite[]
}

export function readNames(program: Program): Names {
  const reader = new NameReader(program)
  for (const statement of program.body) reader.read(statement, reader.moduleScope)
  return reader.finish()
}

type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>
type ClassNode = NodeOf<'ClassDeclaration' | 'ClassExpression'>

interface Use extends Omit<Reference, 'scope'> {
  readonly from: Scope
}

interface Method {
  readonly whole: AnyNode
  readonly owner: AnyNode
}

class NameReader {
  readonly moduleScope: Scope
  // Names are looked up at the end: functions and `var` may be used above their declaration.
  readonly #uses: Use[] = []
  readonly #remarks: Remark[] = []
  readonly #functions: (FunctionSite & { readonly scope: Scope | undefined; readonly owner: AnyNode | undefined })[] =
    []
  readonly #methods = new Map<AnyNode, Method>()

  constructor(program: Program) {
    this.moduleScope = newFunctionScope(program)
  }

  read(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node) return
    // The table is exact about the type of each rule's node; looking it up by a union of types loses that.
    const rule = rules[node.type] as Rule<AnyNode> | undefined
    if (rule === undefined) this.readAll(children(node), scope)
    else rule(this, node, scope)
  }

  readAll(nodes: Iterable<AnyNode | null>, scope: Scope): void {
    for (const node of nodes) this.read(node, scope)
  }

  use(name: string, start: number, from: Scope, how: Partial<Pick<Use, 'member' | 'use'>> = {}): void {
    this.#uses.push({ name, start, from, member: how.member, use: how.use ?? 'read' })
  }

  remark(start: number, what: Remark['what']): void {
    this.#remarks.push({ start, what })
  }

  /** Reads what is assigned to; `found` is told the names, which are declared there or written. */
  readTarget(node: Pattern, scope: Scope, found: (name: string, start: number) => void): void {
    switch (node.type) {
      case 'Identifier':
        return found(node.name, node.start)
      case 'ObjectPattern':
        for (const part of node.properties) {
          if (part.type === 'Property' && part.computed) this.read(part.key, scope)
          this.readTarget(part.type === 'Property' ? part.value : part.argument, scope, found)
        }
        return
      case 'ArrayPattern':
        for (const element of node.elements) if (element) this.readTarget(element, scope, found)
        return
      case 'AssignmentPattern':
        this.readTarget(node.left, scope, found)
        return this.read(node.right, scope)
      case 'RestElement':
        return this.readTarget(node.argument, scope, found)
      default:
        return this.read(node, scope)
    }
  }

  readWritten(node: Pattern, scope: Scope): void {
    this.readTarget(node, scope, (name, start) => this.use(name, start, scope, { use: 'write' }))
  }

  declare(node: Pattern, scope: Scope, into: Scope | undefined): void {
    this.readTarget(node, scope, (name) => into?.names.add(name))
  }

  readFunction(node: FunctionNode, scope: Scope): void {
    const inner = node.type === 'ArrowFunctionExpression' ? newScope(node, scope, true) : newFunctionScope(node, scope)
    if (node.id) (node.type === 'FunctionDeclaration' ? scope : inner).names.add(node.id.name)
    const method = this.#methods.get(node)
    this.#functions.push({
      start: node.start,
      end: node.body.start,
      shape: functionShape(node),
      node: method?.whole ?? node,
      scope: inner,
      owner: method?.owner,
    })
    for (const param of node.params) this.declare(param, inner, inner)
    this.read(node.body, inner)
  }

  readClass(node: ClassNode, scope: Scope): void {
    if (node.type === 'ClassDeclaration' && node.id) scope.names.add(node.id.name)
    const inner = newScope(node, scope)
    if (node.id) inner.names.add(node.id.name)
    const { start } = node
    this.#functions.push({
      start,
      end: start,
      shape: `class ${node.body.body.length}`,
      node,
      scope: undefined,
      owner: undefined,
    })
    for (const member of node.body.body) {
      if (member.type !== 'MethodDefinition') continue
      this.#methods.set(member.value, { whole: member.kind === 'constructor' ? node : member, owner: node })
    }
    this.read(node.superClass, inner)
    this.readAll(node.body.body, inner)
  }

  addMethod(node: AnyNode, method: Method): void {
    this.#methods.set(node, method)
  }

  finish(): Names {
    const references = this.#uses
      .map(({ from, ...use }): Reference => ({ ...use, scope: declaringScope(use.name, from) }))
      .sort((a, b) => a.start - b.start)
    const usingThis = new Set(references.filter(({ name }) => name === 'this').map(({ scope }) => scope))
    const functions = this.#functions
      .map(
        ({ scope, owner, node, ...site }): FunctionSite => ({
          ...site,
          node: owner && usingThis.has(scope) ? owner : node,
        }),
      )
      .sort((a, b) => a.start - b.start)
    return {
      moduleScope: this.moduleScope,
      references,
      remarks: this.#remarks.sort((a, b) => a.start - b.start),
      functions,
    }
  }
}

type Rule<N> = (reader: NameReader, node: N, scope: Scope) => void

/** How the nodes are read that declare or use names. All others are read by reading their children. */
const rules: { readonly [Type in AnyNode['type']]?: Rule<NodeOf<Type>> } = {
  Identifier: (reader, node, scope) => reader.use(node.name, node.start, scope),
  ThisExpression: (reader, node, scope) => reader.use('this', node.start, scope),
  Super: (reader, node, scope) => reader.use('this', node.start, scope),
  MemberExpression: (reader, node, scope) => {
    if (node.computed) reader.read(node.property, scope)
    if (node.object.type !== 'Identifier') return reader.read(node.object, scope)
    const named =
      node.property.type === 'Identifier' && !node.computed ? node.property.name : constantString(node.property)
    reader.use(node.object.name, node.object.start, scope, { member: named })
  },
  CallExpression: readCall,
  NewExpression: readCall,
  ImportExpression: (reader, node, scope) => {
    const loads = constantString(node.source)
    reader.remark(node.start, loads === undefined ? { hides: 'computed import' } : { loads })
    reader.read(node.source, scope)
  },
  WithStatement: (reader, node) => reader.remark(node.start, { hides: 'with' }),
  AssignmentExpression: (reader, node, scope) => {
    reader.readWritten(node.left, scope)
    reader.read(node.right, scope)
  },
  UpdateExpression: (reader, node, scope) => reader.readWritten(node.argument as Pattern, scope),
  VariableDeclaration: (reader, node, scope) => {
    const into = node.kind === 'var' ? varScope(scope) : scope
    for (const { id, init } of node.declarations) {
      if (isLoader(init) && !(id.type === 'Identifier' && id.name === 'require'))
        reader.remark(init.start, { hides: 'createRequire by another name than `require`' })
      reader.declare(id, scope, into)
      // A `var` may be declared again, or within a statement.
      if (node.kind === 'var') reader.readWritten(id, scope)
      reader.read(init, scope)
    }
  },
  FunctionDeclaration: (reader, node, scope) => reader.readFunction(node, scope),
  FunctionExpression: (reader, node, scope) => reader.readFunction(node, scope),
  ArrowFunctionExpression: (reader, node, scope) => reader.readFunction(node, scope),
  ClassDeclaration: (reader, node, scope) => reader.readClass(node, scope),
  ClassExpression: (reader, node, scope) => reader.readClass(node, scope),
  StaticBlock: (reader, node, scope) => reader.readAll(node.body, newFunctionScope(node, scope)),
  MethodDefinition: (reader, node, scope) => {
    if (node.computed) reader.read(node.key, scope)
    reader.read(node.value, scope)
  },
  PropertyDefinition: (reader, node, scope) => {
    if (node.computed) reader.read(node.key, scope)
    reader.read(node.value, newFunctionScope(node, scope))
  },
  ObjectExpression: (reader, node, scope) => {
    for (const part of node.properties) {
      if (part.type !== 'Property') continue
      const isMethod = part.method || part.kind !== 'init'
      if (part.value.type === 'FunctionExpression')
        reader.addMethod(part.value, { whole: isMethod ? part : part.value, owner: node })
    }
    reader.readAll(node.properties, scope)
  },
  Property: (reader, node, scope) => {
    if (node.computed) reader.read(node.key, scope)
    reader.read(node.value, scope)
  },
  BlockStatement: (reader, node, scope) => reader.readAll(node.body, newScope(node, scope)),
  SwitchStatement: (reader, node, scope) => reader.readAll(children(node), newScope(node, scope)),
  ForStatement: (reader, node, scope) => reader.readAll(children(node), newScope(node, scope)),
  ForInStatement: readForEach,
  ForOfStatement: readForEach,
  CatchClause: (reader, node, scope) => {
    const inner = newScope(node, scope)
    if (node.param) reader.declare(node.param, inner, inner)
    reader.read(node.body, inner)
  },
  LabeledStatement: (reader, node, scope) => reader.read(node.body, scope),
  BreakStatement: () => {},
  ContinueStatement: () => {},
  MetaProperty: () => {},
  ExportAllDeclaration: () => {},
  ImportDeclaration: (reader, node) => {
    for (const { local } of node.specifiers) reader.moduleScope.names.add(local.name)
  },
  ExportNamedDeclaration: (reader, node, scope) => reader.read(node.declaration, scope),
}

const codeFile = /\.(?:[cm]?[jt]sx?|sql|py)$/

function readCall(reader: NameReader, node: NodeOf<'CallExpression' | 'NewExpression'>, scope: Scope): void {
  const { callee, start } = node
  const [first, second] = node.arguments
  const named = callee.type === 'Identifier' ? callee.name : undefined
  const loads = constantString(first)
  if (isLoader(callee) || named === 'require')
    reader.remark(start, loads === undefined ? { hides: 'computed require' } : { loads })
  // `new URL('./worker.ts', import.meta.url)`: code that is run later. Other files may well be what the asset writes.
  const isBesideModule = second?.type === 'MemberExpression' && second.object.type === 'MetaProperty'
  if (named === 'URL' && isBesideModule && loads !== undefined && codeFile.test(loads)) reader.remark(start, { loads })
  if (named === undefined) reader.read(callee, scope)
  else reader.use(named, callee.start, scope, { use: 'call' })
  reader.readAll(node.arguments, scope)
}

/** Whether a node makes what `require` is in CommonJS. */
function isLoader(node: AnyNode | null | undefined): node is NodeOf<'CallExpression'> {
  return node?.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'createRequire'
}

function readForEach(reader: NameReader, node: NodeOf<'ForInStatement' | 'ForOfStatement'>, scope: Scope): void {
  const inner = newScope(node, scope)
  if (node.left.type === 'VariableDeclaration') reader.read(node.left, inner)
  else reader.readWritten(node.left, inner)
  reader.read(node.right, inner)
  reader.read(node.body, inner)
}

function functionShape(node: FunctionNode): string {
  const { body } = node
  const statements = body.type === 'BlockStatement' ? body.body.filter(({ type }) => type !== 'EmptyStatement') : [body]
  const parts = [node.async, node.generator, node.type === 'ArrowFunctionExpression', node.params.length]
  return [...parts, ...statements.map(({ type }) => type)].join(' ')
}

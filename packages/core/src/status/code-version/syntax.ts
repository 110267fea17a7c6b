import type * as Acorn from 'acorn'
import type { AnyNode, Program } from 'acorn'
import { createRequire } from 'node:module'
import { unknowable } from './unknowable.ts'

let acorn: typeof Acorn | undefined

export type NodeOf<Type extends AnyNode['type']> = Extract<AnyNode, { readonly type: Type }>

/** The syntax tree of an ES module, or else of a CommonJS one. `name` is how an unreadable text is called. */
export function parse(text: string, name: string): Program {
  const { parse } = (acorn ??= loadParser())
  try {
    return parse(text, { ecmaVersion: 'latest', sourceType: 'module' })
  } catch {
    try {
      return parse(text, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true })
    } catch {
      return unknowable(`the syntax of \`${name}\``)
    }
  }
}

// Loaded on first use: a process that plans nothing does not pay for a parser, and a bundle may do without one.
function loadParser(): typeof Acorn {
  try {
    return createRequire(import.meta.url)('acorn') as typeof Acorn
  } catch {
    return unknowable('no package `acorn` to read code with')
  }
}

export function* children(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield child
  }
}

/**
 * The tree as text, the same for every way of laying out the same program: no positions, comments, semicolons,
 * redundant parentheses, or quotes that could be others or none. Unlike tokens it tells `return` before a line break
 * from `return x`.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.filter(isNotEmpty).map(canonical).join(',')}]`
  if (typeof value === 'number') return String(value)
  // Literals that JSON cannot hold also come as text, in `bigint` and `regex`.
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return JSON.stringify(value) ?? ''
  const fields = Object.entries(value).filter(([name, field]) => counts(value, name, field))
  return `{${fields
    .sort(byName)
    .map(([name, field]) => `${name}:${name === 'key' ? canonicalKey(value, field) : canonical(field)}`)
    .join(',')}}`
}

function counts(node: { readonly type?: unknown }, name: string, field: unknown): boolean {
  return !(
    name === 'start' ||
    name === 'end' ||
    typeof field === 'bigint' ||
    (name === 'raw' && node.type === 'Literal')
  )
}

/** `{ 'a': 1 }` is `{ a: 1 }`. */
function canonicalKey(owner: { readonly computed?: unknown }, key: unknown): string {
  const { type, value } = key as { readonly type?: unknown; readonly value?: unknown }
  const isQuotedName = owner.computed !== true && type === 'Literal' && typeof value === 'string'
  return canonical(isQuotedName ? { type: 'Identifier', name: value } : key)
}

function isNotEmpty(value: unknown): boolean {
  return !(typeof value === 'object' && value !== null && 'type' in value && value.type === 'EmptyStatement')
}

/** The text of a string literal, or of a template without holes; undefined for anything else. */
export function constantString(node: AnyNode | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined
  return undefined
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

import type { AroundNode, AttributeTerm, SelectionNode, SelectionPattern } from './selection-node.ts'

/** How tightly each kind of node holds together; a part that holds more loosely stands in parentheses. */
const tightness = { or: 1, and: 2, not: 3, around: 4, name: 5, attribute: 5 } as const

/** Writes a tree as a selection that `parseSelection` reads as the same tree. */
export function formatSelection(node: SelectionNode): string {
  switch (node.kind) {
    case 'name':
      return formatPattern(node.pattern)
    case 'attribute':
      return formatAttribute(node)
    case 'around':
      return formatAround(node)
    case 'not':
      return `not ${formatPart(node.of, tightness.not)}`
    case 'and':
    case 'or':
      return node.of.map((part) => formatPart(part, tightness[node.kind] + 1)).join(` ${node.kind} `)
    default:
      return node satisfies never
  }
}

/** A literal text as a selection has it: bare where that is read back as it stands, in quotes otherwise. */
export function formatLiteral(text: string): string {
  const isBare = /^[^\s()"',+=*:]+$/.test(text) && !/^(?:\d+|and|or|not)$/i.test(text)
  return isBare ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

function formatPart(node: SelectionNode, loosest: number): string {
  const text = formatSelection(node)
  return tightness[node.kind] < loosest ? `(${text})` : text
}

function formatAround({ of, up, down }: AroundNode): string {
  const before = up === 0 ? '' : `${up === Infinity ? '' : up}+`
  const after = down === 0 ? '' : `+${down === Infinity ? '' : down}`
  return before + formatPart(of, tightness.name) + after
}

function formatAttribute({ attribute, pattern, value }: AttributeTerm): string {
  const term = `${attribute}:${formatPattern(pattern)}`
  return value === undefined ? term : `${term}=${formatPattern(value)}`
}

function formatPattern({ text, glob }: SelectionPattern): string {
  return glob ? text : formatLiteral(text)
}

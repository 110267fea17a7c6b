import type { $ZodType } from 'zod/v4/core'

/** A schema, or a check that is attached to one. */
interface ZodNode {
  readonly _zod: { readonly def: $ZodType['_zod']['def'] & object; readonly check?: unknown }
}

export function isZod(value: object): value is ZodNode {
  return '_zod' in value
}

/**
 * What of a zod schema or check decides about values: its definition without messages, and the function that a bare
 * check (`.check(fn)`, `.superRefine(fn)`) consists of.
 */
export function zodParts(node: ZodNode): object {
  const { def, check } = node._zod
  const members = Object.entries(Object.getOwnPropertyDescriptors(def)).filter(([name]) => counts(name))
  const parts: object = Object.defineProperties({}, Object.fromEntries(members))
  // Zod puts the shape in the place of its getter when it is first read, which must not make a difference.
  if ('shape' in def) Object.defineProperty(parts, 'shape', { value: def.shape })
  const isBare = Object.getPrototypeOf(node) === Object.prototype
  return isBare ? { parts, check } : parts
}

// What zod keeps for itself begins with `_`.
function counts(member: string): boolean {
  return member !== 'error' && !member.startsWith('_')
}

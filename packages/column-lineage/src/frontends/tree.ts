/** Reading syntax trees: JSON whose shape the parser decides. What is not there reads as absent, all the way down. */
export type Tree = unknown

/** A part of a tree, by its name. */
export function part(tree: Tree, name: string): Tree {
  return typeof tree === 'object' && tree !== null ? (tree as Readonly<Record<string, Tree>>)[name] : undefined
}

/** A part below other parts. */
export function deep(tree: Tree, ...names: readonly string[]): Tree {
  let at = tree
  for (const name of names) at = part(at, name)
  return at
}

/** A part that is a list; empty where it is absent. */
export function list(tree: Tree, name: string): readonly Tree[] {
  const found = part(tree, name)
  return Array.isArray(found) ? found : []
}

/** A part that is a string. */
export function text(tree: Tree, name: string): string | undefined {
  const found = part(tree, name)
  return typeof found === 'string' ? found : undefined
}

/** Whether a part says yes. */
export function isSet(tree: Tree, name: string): boolean {
  return part(tree, name) === true
}

/** Whether a part is there: not null, not false, not an empty list. */
export function isThere(tree: Tree): boolean {
  return tree !== undefined && tree !== null && tree !== false && !(Array.isArray(tree) && tree.length === 0)
}

/** The kind of a tree such as `{ "Kind": { .. } }` or `"Kind"`. */
export function kindOf(tree: Tree): string {
  if (typeof tree === 'string') return tree
  if (typeof tree !== 'object' || tree === null) return ''
  for (const name in tree) return name
  return ''
}

/** What is inside of `{ "Kind": { .. } }`. */
export function inside(tree: Tree): Tree {
  return typeof tree === 'object' ? part(tree, kindOf(tree)) : undefined
}

/** The names of parts that are there, besides those that are known. */
export function unknownParts(tree: Tree, known: ReadonlySet<string>): readonly string[] {
  if (typeof tree !== 'object' || tree === null) return []
  const names: string[] = []
  for (const name in tree) if (!known.has(name) && isThere(part(tree, name))) names.push(name)
  return names
}

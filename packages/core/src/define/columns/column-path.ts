/** Stands for all columns of an asset. A column that is really called so is written in quotes. */
export const anyColumn = '*'

/**
 * The text for a column, or a field in one: names joined by dots, such as `quote.price`. Lists and records have no part
 * of their own: `lines.sku` is the `sku` of each line. A name with a dot or a double quote in it, an empty one and `*`
 * stand in double quotes, which are doubled inside: `"Global Quote"."05. price"` needs them for its second part only.
 */
export function columnPath(names: readonly string[]): string {
  return names.map((name) => (/^$|^\*$|[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join('.')
}

/** A path of one name that needs no quotes: most are. */
const plain = /^[^."]+$/
const part = /(?:"((?:[^"]|"")*)"|([^."]+))(?:\.(?=.)|$)/y

/** The names of a path. Undefined when the text is none. */
export function namesOfPath(path: string): readonly string[] | undefined {
  if (plain.test(path)) return [path]
  const names: string[] = []
  part.lastIndex = 0
  while (part.lastIndex < path.length) {
    const [, quoted, plain] = part.exec(path) ?? []
    const name = quoted?.replaceAll('""', '"') ?? plain
    if (name === undefined) return undefined
    names.push(name)
  }
  return names.length === 0 ? undefined : names
}

/** What of `path` lies below `ancestor`, as `.price` of `quote.price` below `quote`; undefined where it lies elsewhere. */
export function pathBelow(path: string, ancestor: string): string | undefined {
  if (path === ancestor) return ''
  return path.startsWith(`${ancestor}.`) ? path.slice(ancestor.length) : undefined
}

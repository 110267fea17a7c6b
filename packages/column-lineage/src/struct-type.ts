/** A field of a struct type. */
export interface Field {
  readonly name: string
  readonly type: string
}

/**
 * The fields of a struct type as BigQuery (`STRUCT<a INT64>`), Spark (`struct<a:int>`) and DuckDB (`STRUCT(a INTEGER)`)
 * write it; undefined for any other type.
 */
export function structFields(type: string | undefined): readonly Field[] | undefined {
  const inner = type === undefined ? undefined : /^\s*struct\s*[<(](.*)[>)]\s*$/is.exec(type)?.[1]
  if (inner === undefined) return undefined
  const fields = splitTypes(inner).map((part) => /^\s*["`]?([^\s:"`]+)["`]?\s*:?\s*(.*?)\s*$/s.exec(part))
  return fields.flatMap((match) => (match ? [{ name: match[1] ?? '', type: match[2] ?? '' }] : []))
}

/** The type of an array's elements: `ARRAY<T>`, `T[]`; undefined for any other type. */
export function elementType(type: string | undefined): string | undefined {
  if (type === undefined) return undefined
  return (
    /^\s*(?:array|list)\s*[<(](.*)[>)]\s*$/is.exec(type)?.[1]?.trim() ?? /^(.*)\[\d*\]\s*$/s.exec(type)?.[1]?.trim()
  )
}

/** A struct type of these fields; undefined where one has no plain name. */
export function structType(
  fields: readonly (readonly [name: string | undefined, type?: string | undefined])[],
): string | undefined {
  const isNamed = fields.every(([name]) => name !== undefined && /^[^\s:"`<>(),]+$/.test(name))
  return isNamed ? `STRUCT<${fields.map(([name, type = 'ANY']) => `${name} ${type}`).join(', ')}>` : undefined
}

/** Whether a type is a map: `MAP<K, V>`, `MAP(K, V)`. */
export function isMapType(type: string): boolean {
  return /^\s*map\s*[<(]/i.test(type)
}

/** Parts a list of types at the commas that no bracket encloses. */
function splitTypes(list: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < list.length; at += 1) {
    const character = list[at] ?? ''
    if ('<([{'.includes(character)) depth += 1
    else if ('>)]}'.includes(character)) depth -= 1
    else if (character === ',' && depth === 0) {
      parts.push(list.slice(start, at))
      start = at + 1
    }
  }
  parts.push(list.slice(start))
  return parts
}

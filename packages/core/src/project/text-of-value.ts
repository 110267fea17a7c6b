/** So many characters of a text are shown. */
const longest = 65_536

/** A value as a person reads it: text as it is, bytes by their number, everything else as JSON. */
export function textOfValue(value: unknown): { readonly text: string; readonly more: boolean } {
  if (value instanceof Uint8Array) {
    return { text: `${value.byteLength.toLocaleString('en-US')} bytes`, more: value.byteLength > 0 }
  }
  const text = typeof value === 'string' ? value : (JSON.stringify(value, asJson, 2) ?? String(value))
  return { text: text.slice(0, longest), more: text.length > longest }
}

/** What JSON has no word for, such as local values may hold. */
function asJson(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, member]) => [String(key), member]))
  if (value instanceof Set) return [...value]
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return [...(value as Float64Array)]
  return value
}

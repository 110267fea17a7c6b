/**
 * Any value as JSON. What JSON does not know: dates as ISO 8601 text, bigints as numbers where they are safe and as text
 * where not, maps as lists of pairs, sets and typed arrays as lists, bytes as base64, numbers that are not finite as null.
 */
export function jsonText(value: unknown, indent = 2): string {
  return JSON.stringify(value, (_, member: unknown) => plain(member), indent) ?? 'null'
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Map || value instanceof Set) return [...value]
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  // What Buffer.prototype.toJSON made of bytes before they got here.
  if (isBufferJson(value)) return Buffer.from(value.data).toString('base64')
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return [...(value as unknown as Iterable<unknown>)]
  return value
}

function isBufferJson(value: unknown): value is { readonly data: readonly number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value &&
    Array.isArray(value.data)
  )
}

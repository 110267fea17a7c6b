/** Whether JSON text brings a value back as it was. Members that are undefined count as absent. */
export function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (Array.isArray(value)) return value.every(isJson)
  if (typeof value !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(value)
  const members = Object.values(value)
  return (prototype === Object.prototype || prototype === null) && members.every((it) => it === undefined || isJson(it))
}

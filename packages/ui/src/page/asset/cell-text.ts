/** A value of a row as people read it: null is said, objects are JSON. */
export function cellText(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

import { hasSecrets, masked } from '../masked.ts'

/** An answer with the secrets in all its texts masked: names of members are ours, or those of columns and facts. */
export function maskedAnswer<T>(answer: T): T {
  return hasSecrets() ? (maskedIn(answer) as T) : answer
}

function maskedIn(value: unknown): unknown {
  if (typeof value === 'string') return masked(value)
  if (Array.isArray(value)) return value.map(maskedIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, maskedIn(member)]))
}

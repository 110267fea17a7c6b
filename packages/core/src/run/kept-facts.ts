import type { Facts } from '../base/facts.ts'
import { fail } from '../errors/index.ts'

/**
 * Facts as the event log keeps them: what is undefined is left out, and a number that JSON has no word for (NaN, an
 * infinity) is null. Throws FACTS_INVALID for what is no text, number, boolean or null. `of` says whose they are.
 */
export function keptFacts(facts: Facts, of: string): Facts {
  const kept: { [name: string]: Facts[string] } = {}
  for (const [name, value] of Object.entries<unknown>(facts)) {
    if (value === undefined) continue
    if (typeof value === 'number') kept[name] = Number.isFinite(value) ? value : null
    else if (typeof value === 'string' || typeof value === 'boolean' || value === null) kept[name] = value
    else refuse(of, name, value)
  }
  return kept
}

function refuse(of: string, name: string, value: unknown): never {
  const found = Array.isArray(value) ? 'an array' : value instanceof Date ? 'a Date' : `a value of type ${typeof value}`
  fail('FACTS_INVALID', {
    message: `the fact \`${name}\` of ${of} is ${found}; facts are texts, numbers, booleans or null`,
    hint: 'Turn it into a text: `JSON.stringify(value)`, `date.toISOString()`.',
  })
}

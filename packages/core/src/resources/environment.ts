import type { Schema } from '../define/schema.ts'
import { type Resource, resourceNode } from '../define/resource.ts'
import { fail } from '../errors/index.ts'
import type { Secrets } from './secrets.ts'
import { type Environment, faults, fieldNames, howToSet, respelled, validated } from './text-fields.ts'

/** `alpha_vantage` and `apiKey` give `ALPHA_VANTAGE_API_KEY`. */
export function variableName(resource: string, field: string): string {
  const upper = (part: string): string =>
    part
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replaceAll(/[^A-Za-z0-9]+/g, '_')
      .toUpperCase()
  return `${upper(resource)}_${upper(field)}`
}

/**
 * The config of a resource, read from the environment through its schema. A field is tried as text first, then as the
 * number or boolean that the text spells. Throws RESOURCE_CONFIG naming every variable at fault, and never its value.
 */
export async function readConfig(of: Resource<unknown>, environment: Environment, secrets: Secrets): Promise<unknown> {
  const { config } = resourceNode(of)
  if (!config) return {}
  const given: { [field: string]: string } = {}
  for (const field of fieldNames(config) ?? fieldsOffered(of.name, environment)) {
    const text = environment[variableName(of.name, field)]
    if (text === undefined) continue
    secrets.add(text)
    given[field] = text
  }
  return parsed(of.name, config, given)
}

async function parsed(resource: string, config: Schema<unknown>, given: { readonly [field: string]: string }) {
  const first = await validated(config, given)
  if (!first.issues) return first.value
  const second = await validated(config, respelled(given, first.issues))
  if (!second.issues) return second.value
  const variable = (field: string): string => variableName(resource, field)
  return fail('RESOURCE_CONFIG', {
    message: `resource \`${resource}\` cannot be opened: ${faults(second.issues, given, { variable, of: 'its config' })}`,
    hint: howToSet,
  })
}

/** Of schemas that do not tell their fields we take what the environment offers, in camel case. */
function fieldsOffered(resource: string, environment: Environment): readonly string[] {
  const prefix = variableName(resource, '')
  const names = Object.keys(environment).filter((name) => name.startsWith(prefix))
  return names.map((name) =>
    name
      .slice(prefix.length)
      .toLowerCase()
      .replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  )
}

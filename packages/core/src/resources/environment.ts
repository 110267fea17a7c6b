import type { Schema } from '../define/schema.ts'
import { type Resource, resourceNode } from '../define/resource.ts'
import { fail } from '../errors/index.ts'
import type { Secrets } from './secrets.ts'

/** Variables by name, as in `process.env`. */
export type Environment = { readonly [name: string]: string | undefined }

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
type Validated = { readonly value?: unknown; readonly issues?: readonly Issue[] | undefined }

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
  const given: { [field: string]: unknown } = {}
  for (const field of fieldsOf(config, of.name, environment)) {
    const text = environment[variableName(of.name, field)]
    if (text === undefined) continue
    secrets.add(text)
    given[field] = text
  }
  const first = await validate(config, given)
  if (!first.issues) return first.value
  for (const field of first.issues.map(fieldOf)) if (field in given) given[field] = spelled(given[field])
  const second = await validate(config, given)
  return second.issues ? refuse(of.name, second.issues, given) : second.value
}

async function validate(schema: Schema<unknown>, value: unknown): Promise<Validated> {
  return (await schema['~standard'].validate(value)) as Validated
}

/** zod tells its fields; of other schemas we take what the environment offers, in camel case. */
function fieldsOf(schema: Schema<unknown>, resource: string, environment: Environment): readonly string[] {
  const { shape } = schema as { readonly shape?: object }
  if (shape) return Object.keys(shape)
  const prefix = variableName(resource, '')
  const names = Object.keys(environment).filter((name) => name.startsWith(prefix))
  return names.map((name) =>
    name
      .slice(prefix.length)
      .toLowerCase()
      .replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
  )
}

function fieldOf({ path }: Issue): string {
  const first = path?.[0]
  return String(typeof first === 'object' ? first.key : (first ?? ''))
}

function spelled(text: unknown): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return typeof text === 'string' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function refuse(resource: string, issues: readonly Issue[], given: { readonly [field: string]: unknown }): never {
  const faults = issues.map((issue) => {
    const field = fieldOf(issue)
    if (field === '') return `its config is refused (${issue.message})`
    return `\`${variableName(resource, field)}\` ${given[field] === undefined ? 'is not set' : `is refused (${issue.message})`}`
  })
  fail('RESOURCE_CONFIG', {
    message: `resource \`${resource}\` cannot be opened: ${faults.join(', ')}`,
    hint: 'Set it in the environment or in the `.env` file beside headwater.config.ts.',
  })
}

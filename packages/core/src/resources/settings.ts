import type { Schema } from '../define/schema.ts'
import { fail } from '../errors/index.ts'
import { processSecrets } from './process-secrets.ts'
import { Secrets } from './secrets.ts'
import {
  type Environment,
  faults,
  fieldNames,
  howToSet,
  respelled,
  type TextFields,
  type Validated,
  validated,
} from './text-fields.ts'

/**
 * Reads variables of the environment through a schema whose fields bear their exact names; an empty one counts as not set.
 * A field is tried as text first, then as the number or boolean that the text spells.
 *
 * Values are masked in everything that is printed and recorded where the name of the variable holds PASSWORD, SECRET, TOKEN
 * or KEY, unless it ends in PREFIX, PATH or FILE; of other values that are a URL its password is. Within a branch of `profile` only the chosen one is read.
 *
 * Throws SETTINGS_INVALID naming every variable at fault, and never its value.
 *
 * @example const { S3_BUCKET_NAME } = settings(z.object({ S3_BUCKET_NAME: z.string(), REDSHIFT_PORT: z.number() }))
 */
export function settings<T>(schema: Schema<T>, environment: Environment = process.env): T {
  const given: { [name: string]: string } = {}
  for (const name of fieldNames(schema) ?? Object.keys(environment)) {
    const text = environment[name]
    if (text !== undefined && text !== '') given[name] = text
  }
  for (const [name, text] of Object.entries(given))
    for (const secret of secretsIn(name, text)) processSecrets().add(secret)
  const first = validatedNow(schema, given)
  if (!first.issues) return first.value
  const second = validatedNow(schema, respelled(given, first.issues))
  if (!second.issues) return second.value
  const words = faults(second.issues, given, { variable: (name) => name, of: 'what is set' })
  return fail('SETTINGS_INVALID', {
    message: `settings are missing or wrong: ${withoutValues(words, given)}`,
    hint: howToSet,
  })
}

function validatedNow<T>(schema: Schema<T>, fields: object): Validated<T> {
  const answer = validated(schema, fields)
  if (!(answer instanceof Promise)) return answer
  // What it comes to is nobody's concern any more.
  answer.catch(() => undefined)
  return fail('SETTINGS_INVALID', {
    message: 'settings cannot be read: their schema throws, or takes its time to answer, and they are needed at once',
    hint: 'Leave asynchronous refinements and transforms out of it, and let no transform throw: it can report an issue instead.',
  })
}

function secretsIn(name: string, text: string): readonly string[] {
  if (/PASSWORD|SECRET|TOKEN|KEY(_|$)/i.test(name) && !/_(PREFIX|PATH|FILE)$/i.test(name)) return [text]
  const password = URL.canParse(text) ? new URL(text).password : ''
  return [password, decoded(password)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A schema's own words may quote what it refused. */
function withoutValues(words: string, given: TextFields): string {
  const values = new Secrets()
  for (const text of Object.values(given)) values.add(text)
  return values.mask(words)
}

import type { Schema } from '../define/schema.ts'

/** Variables by name, as in `process.env`. */
export type Environment = { readonly [name: string]: string | undefined }

/** Fields that were read from the environment, as text. */
export type TextFields = { readonly [field: string]: string }

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a Standard Schema answers. */
export type Validated<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] }

/** What a schema says of some fields. Others than those of asynchronous schemas answer at once. */
export function validated<T>(schema: Schema<T>, fields: object): Validated<T> | Promise<Validated<T>> {
  return schema['~standard'].validate(fields) as Validated<T> | Promise<Validated<T>>
}

/** The names of a schema's fields, where it tells them, as zod does. */
export function fieldNames(schema: Schema<unknown>): readonly string[] | undefined {
  const { shape } = schema as { readonly shape?: object }
  return shape && Object.keys(shape)
}

/** The fields with those that a schema refused as text turned into the number or boolean that they spell. */
export function respelled(fields: TextFields, issues: readonly Issue[]): { readonly [field: string]: unknown } {
  const refused = new Set(issues.map(fieldOf))
  return Object.fromEntries(
    Object.entries(fields).map(([field, text]) => [field, refused.has(field) ? spelled(text) : text]),
  )
}

/** What is wrong, by the names of variables and without their values; `of` says whose fault it is that is no field's. */
export function faults(
  issues: readonly Issue[],
  fields: TextFields,
  { variable, of }: { readonly variable: (field: string) => string; readonly of: string },
): string {
  const words = issues.map((issue) => {
    const field = fieldOf(issue)
    if (field === '') return `${of} is refused (${issue.message})`
    return `\`${variable(field)}\` ${fields[field] === undefined ? 'is not set' : `is refused (${issue.message})`}`
  })
  return words.join(', ')
}

/** What to do about a variable. */
export const howToSet = 'Set it in the environment or in the `.env` file beside headwater.config.ts.'

function fieldOf({ path }: Issue): string {
  const first = path?.[0]
  return String(typeof first === 'object' ? first.key : (first ?? ''))
}

function spelled(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

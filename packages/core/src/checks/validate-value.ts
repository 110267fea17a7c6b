import type { AssetDefinition } from '../define/definition.ts'
import { fail } from '../errors/index.ts'

interface Issue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
type Validated = { readonly value?: unknown; readonly issues?: readonly Issue[] | undefined }

/** Whether the value was just made or comes from where it was kept: the error says which. */
export type Origin = 'made' | 'read'

/** Parses a value by the asset's schema; a promise where that takes asking. Throws VALUE_REFUSED saying which row, which column and which value. */
export function validateValue(
  definition: AssetDefinition,
  partition: string | null,
  value: unknown,
  origin: Origin,
): unknown {
  if (!definition.schema) return value
  const of = { definition, partition, value, origin }
  const result = definition.schema['~standard'].validate(value) as Validated | Promise<Validated>
  return result instanceof Promise ? result.then((later) => parsed(of, later)) : parsed(of, result)
}

function parsed(of: Parameters<typeof refuse>[0], { issues, value }: Validated): unknown {
  return issues ? refuse(of, issues) : value
}

function refuse(
  of: { definition: AssetDefinition; partition: string | null; value: unknown; origin: Origin },
  issues: readonly Issue[],
): never {
  const { key } = of.definition
  const shown = issues.slice(0, 3).map((issue) => describe(issue, of.value))
  const more = issues.length > shown.length ? `; and ${issues.length - shown.length} more` : ''
  const where = of.partition === null ? '' : ` partition \`${of.partition}\``
  fail('VALUE_REFUSED', {
    asset: key,
    partition: of.partition ?? undefined,
    message: `asset \`${key}\`${where}: the value ${of.origin === 'made' ? 'that its function gave' : 'read back from its store'} is refused by its schema: ${shown.join('; ')}${more}`,
    hint:
      of.origin === 'made'
        ? 'Nothing was written. Mend the function, or let the schema allow the value.'
        : 'The schema changed since the value was written, or the file was edited: materialize the partition again with --force.',
  })
}

/** `row 17, column close: expected number, received string; found "12.3"`. */
function describe(issue: Issue, value: unknown): string {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))
  return `${place(path)}${issue.message}; found ${quote(path.reduce<unknown>(member, value))}`
}

function place(path: readonly PropertyKey[]): string {
  const [first, ...rest] = path
  if (first === undefined) return ''
  const inRow = typeof first === 'number'
  const column = (inRow ? rest : path).map(String).join('.')
  return `${inRow ? `row ${first + 1}` : ''}${inRow && column ? ', ' : ''}${column ? `${inRow ? 'column' : 'field'} \`${column}\`` : ''}: `
}

function member(value: unknown, name: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as { readonly [name: PropertyKey]: unknown })[name]
    : undefined
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value)
  const text =
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

import type { AssetDefinition } from '../define/definition.ts'
import type { Schema } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { acceptsRows } from './accepts-rows.ts'

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
  return definition.schema ? validate({ definition, partition, value, origin }, definition.schema) : value
}

/** The batches of a table, each parsed by `schema` when it is its turn. Throws as `validateValue` does, in mid-stream. */
export function validateBatches(
  of: { readonly definition: AssetDefinition; readonly partition: string | null; readonly origin: Origin },
  batches: AsyncIterable<unknown>,
  schema: Schema<unknown>,
): AsyncIterable<unknown> {
  return {
    async *[Symbol.asyncIterator]() {
      let firstRow = 0
      for await (const value of batches) {
        const batch = (await validate({ ...of, value, firstRow }, schema)) as { readonly length: number }
        firstRow += batch.length
        yield batch
      }
    },
  }
}

/** A value that is validated, and all that an error must tell. */
interface Validating {
  readonly definition: AssetDefinition
  readonly partition: string | null
  readonly value: unknown
  readonly origin: Origin
  /** Rows of the stream before this batch of it. */
  readonly firstRow?: number | undefined
}

/** Short tables are not worth compiling a loop. */
const manyRows = 256

function validate(of: Validating, schema: Schema<unknown>): unknown {
  if (Array.isArray(of.value) && of.value.length >= manyRows && acceptsRows(schema, of.value)) return of.value
  const result = schema['~standard'].validate(of.value) as Validated | Promise<Validated>
  return result instanceof Promise ? result.then((later) => parsed(of, later)) : parsed(of, result)
}

function parsed(of: Validating, { issues, value }: Validated): unknown {
  return issues ? refuse(of, issues) : value
}

function refuse(of: Validating, issues: readonly Issue[]): never {
  const { key } = of.definition
  const shown = issues.slice(0, 3).map((issue) => describe(issue, of))
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
function describe(issue: Issue, { value, firstRow = 0 }: Validating): string {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))
  return `${place(path, firstRow)}${issue.message}; found ${quote(path.reduce<unknown>(member, value))}`
}

function place(path: readonly PropertyKey[], firstRow: number): string {
  const [first, ...rest] = path
  if (first === undefined) return ''
  const inRow = typeof first === 'number'
  const column = (inRow ? rest : path).map(String).join('.')
  return `${inRow ? `row ${firstRow + first + 1}` : ''}${inRow && column ? ', ' : ''}${column ? `${inRow ? 'column' : 'field'} \`${column}\`` : ''}: `
}

/** Tables that hold columns make the row that is asked for, as arrays hand it out: by `at`. */
function member(value: unknown, name: PropertyKey): unknown {
  if (typeof name === 'number' && isTable(value)) return value.at(name)
  return typeof value === 'object' && value !== null
    ? (value as { readonly [name: PropertyKey]: unknown })[name]
    : undefined
}

function isTable(value: unknown): value is { at(row: number): unknown } {
  return typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'function'
}

function quote(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value)
  const text =
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

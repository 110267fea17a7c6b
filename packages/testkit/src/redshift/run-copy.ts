import { type Backend, BackendRefusal } from './backend.ts'
import type { CopySource } from './copy-objects.ts'
import type { CopyColumn, CopyRow } from './copy-row.ts'
import { copyRows } from './copy-rows.ts'
import { type LoadError, loadErrorOf } from './load-error.ts'
import type { CopyStatement } from './parse-copy.ts'
import { RedshiftError } from './redshift-error.ts'
import { encode, errorFields, type Message, query, text } from './wire.ts'

/** Where a COPY runs, and what shall go wrong with it. */
export interface CopyRun {
  readonly backend: Backend
  readonly source: CopySource
  /** After half of the rows: `drop-copy` ends the session, `fail-copy` the statement. */
  readonly halfway: 'drop-copy' | 'fail-copy' | undefined
}

/** What a COPY did: the rows that it loaded, and that the session is ready again. */
export interface CopyDone {
  readonly rows: number
  readonly ready: Message
}

/**
 * Runs a COPY from S3 as one from the client, in the session and transaction in which it was asked for. Throws
 * `RedshiftError`, `LoadError` and `BackendRefusal`; after the last one the transaction has failed already.
 */
export async function runCopy(copy: CopyStatement, run: CopyRun): Promise<CopyDone> {
  const columns = await columnsOf(copy, run.backend)
  const { format } = copy
  const paths =
    format.name === 'json' && typeof format.paths === 'object'
      ? jsonPaths(await run.source.content(format.paths))
      : undefined
  if (paths && paths.length !== columns.length) {
    throw new RedshiftError('Number of jsonpaths and the number of columns should match.', {
      detail: `JSONPath size: ${paths.length}, Number of columns in table or column list: ${columns.length}`,
    })
  }
  const rows: CopyRow[] = []
  for (const object of await run.source.objects(copy)) {
    for (const row of await copyRows(object, { copy, columns, paths })) rows.push(row)
  }
  return send(copy, { rows, columns }, run)
}

function jsonPaths(content: Buffer): readonly string[] {
  return (JSON.parse(content.toString('utf8')) as { readonly jsonpaths: readonly string[] }).jsonpaths
}

/** The columns that are loaded: those that are named, or all that do not number themselves. */
async function columnsOf({ table, columns }: CopyStatement, backend: Backend): Promise<readonly CopyColumn[]> {
  const name = table.replaceAll(' ', '').replaceAll("'", "''")
  const found = await backend
    .ask(
      `select attname, format_type(atttypid, atttypmod), attidentity <> '' from pg_attribute
       where attrelid = '${name}'::regclass and attnum > 0 and not attisdropped order by attnum`,
    )
    .catch((error: unknown) => failOnTable(error, name))
  const types = new Map(found.map(([column, type]) => [column ?? '', type ?? '']))
  const wanted = columns ?? found.flatMap(([column, , numbersItself]) => (numbersItself === 't' ? [] : (column ?? [])))
  return wanted.map((column) => {
    const type = types.get(column)
    if (type === undefined)
      throw new RedshiftError(`column "${column}" of relation "${name}" does not exist`, { state: '42703' })
    return { name: column, type }
  })
}

function failOnTable(error: unknown, table: string): never {
  if (!(error instanceof BackendRefusal)) throw error
  const fields = new Map(errorFields(error.error))
  if (fields.get('C') === '42P01') fields.set('M', `Cannot COPY into nonexistent table ${table}`)
  const parts = [...fields].map(([letter, value]) => text(letter + value))
  throw new BackendRefusal({ type: 'E', body: Buffer.concat([...parts, Buffer.from([0])]) }, error.ready)
}

interface Loading {
  readonly rows: readonly CopyRow[]
  readonly columns: readonly CopyColumn[]
}

async function send(copy: CopyStatement, { rows, columns }: Loading, { backend, halfway }: CopyRun): Promise<CopyDone> {
  const names = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`).join(', ')
  const wanted = halfway ? rows.slice(0, Math.ceil(rows.length / 2)) : rows
  let failure: Message | undefined
  let ready: Message | undefined
  await backend.exchange(query(`copy ${copy.table} (${names}) from stdin`), (message) => {
    if (message.type === 'E') failure = message
    if (message.type === 'Z') ready = message
    if (message.type !== 'G') return
    for (const bytes of pieces(wanted)) backend.send(bytes)
    if (halfway === 'drop-copy') backend.destroy()
    else if (halfway === 'fail-copy') backend.send(encode({ type: 'f', body: text(brokenTransfer) }))
    else backend.send(encode({ type: 'c', body: Buffer.alloc(0) }))
  })
  if (!ready) throw new Error('PostgreSQL did not say that it is ready')
  if (!failure) return { rows: rows.length, ready }
  throw halfway
    ? new BackendRefusal(errorOf(brokenTransfer), ready)
    : new FailedLoad(loadError(failure, rows, columns), ready)
}

const brokenTransfer =
  'S3CurlException: Connection reset by peer, CurlError 56, multiCurlError 0, CanRetry 1, UserError 0'

/** A row that PostgreSQL refused, after which the transaction has failed already. */
export class FailedLoad extends Error {
  readonly error: LoadError
  readonly ready: Message

  constructor(error: LoadError, ready: Message) {
    super(error.message)
    this.name = 'FailedLoad'
    this.error = error
    this.ready = ready
  }
}

/** An ErrorResponse of Redshift's own. */
export function errorOf(message: string): Message {
  const fields = ['SERROR', 'VERROR', 'CXX000', `M${message}`].map(text)
  return { type: 'E', body: Buffer.concat([...fields, Buffer.from([0])]) }
}

function loadError(failure: Message, rows: readonly CopyRow[], columns: readonly CopyColumn[]): LoadError {
  const fields = errorFields(failure)
  const context = fields.get('W') ?? ''
  const line = Number(/, line (\d+)/.exec(context)?.[1] ?? 1)
  const row = rows[line - 1] ?? { cells: [], url: '', line, raw: '' }
  return loadErrorOf({ row, columns, state: fields.get('C') ?? '', message: fields.get('M') ?? '', context })
}

/** Rows as COPY takes them, one a line, some 64 kB a message. */
function* pieces(rows: readonly CopyRow[]): Generator<Buffer> {
  let lines: string[] = []
  let length = 0
  for (const { cells } of rows) {
    const line = `${cells.map(cellText).join('\t')}\n`
    lines.push(line)
    length += line.length
    if (length < 65536) continue
    yield encode({ type: 'd', body: Buffer.from(lines.join('')) })
    ;[lines, length] = [[], 0]
  }
  if (lines.length > 0) yield encode({ type: 'd', body: Buffer.from(lines.join('')) })
}

const escapes: { readonly [letter: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function cellText(cell: string | null): string {
  return cell === null ? String.raw`\N` : cell.replace(/[\\\n\r\t]/g, (letter) => escapes[letter] ?? letter)
}

import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { ioOf, type ProjectModel } from '../graph/index.ts'
import type { IoManager } from '../io/index.ts'
import { ValueReader } from '../run/index.ts'
import { readAt, type Row } from '../status/index.ts'
import { failAbsent } from './load-value.ts'
import { namedCell } from './named-cell.ts'
import { placeOf } from './place-of.ts'
import type { Session } from './session.ts'
import { textOfValue } from './text-of-value.ts'

/** What a person is shown of a stored value. */
export interface Preview {
  readonly asset: string
  readonly partition: string | null
  /** Where it lies: a path from the working directory, a table. */
  readonly place: string
  /** The first rows of a table. Undefined for other values. */
  readonly rows: readonly { readonly [column: string]: unknown }[] | undefined
  /** Text as it is, everything else as JSON; up to 64 kB. Undefined for tables. */
  readonly text: string | undefined
  /** Whether there is more than is shown. */
  readonly more: boolean
}

/** What can only be read whole is read up to here, where it is recorded how large it is. */
const largest = { bytes: 64 * 2 ** 20, rows: 200_000 }

/** Reads no more of a table than it takes. Throws NOT_MATERIALIZED and PREVIEW_TOO_LARGE. */
export async function previewValue(
  session: Session,
  definition: AssetDefinition,
  { partition, limit }: { readonly partition: string | null; readonly limit: number },
): Promise<Preview> {
  const { key, step } = definition
  const { snapshot } = step.produce ? { snapshot: await session.snapshot([step]) } : await session.observed([step])
  const ledger = snapshot.ledger(key)
  const cell = namedCell(key, ledger.grid, partition, snapshot.now)
  const row = (await ledger.row(cell)) ?? failAbsent(ledger, { text: partition }, snapshot.now)
  const { model } = session.parts
  const io = ioOf(model, definition)
  return {
    asset: key,
    partition: row.partition,
    place: placeOf(model, definition, row),
    ...(io ? await shown(model, { definition, io, row, limit }) : { rows: undefined, text: undefined, more: false }),
  }
}

type Shown = Pick<Preview, 'rows' | 'text' | 'more'>

interface Previewed {
  readonly definition: AssetDefinition
  readonly io: IoManager<never>
  readonly row: Row
  readonly limit: number
}

async function shown(model: ProjectModel, of: Previewed): Promise<Shown> {
  const pieces = piecesOf(of)
  if (pieces) return firstRows(rowsIn(pieces), of.limit)
  requireSmall(of)
  const value = await new ValueReader(model).read(of.definition, of.row)
  if (isAsyncIterable(value)) return firstRows(rowsIn(value), of.limit)
  if (isTable(value)) return firstRows(value, of.limit)
  return { rows: undefined, ...textOfValue(value) }
}

/** The pieces of a table, of which no more are read than are asked for. Undefined for what is read whole. */
function piecesOf({ definition, io, row, limit }: Previewed): AsyncIterable<unknown> | undefined {
  const { partition, location, dataVersion, rows } = row
  if (Object.keys(location).length === 0) return undefined
  return io.store?.pieces?.(location, {
    ...readAt(definition, partition),
    as: 'columns',
    dataVersion,
    rows,
    first: limit + 1,
  })
}

function requireSmall({ definition, row }: Previewed): void {
  const { bytes = 0, rows = 0, partition } = row
  if (bytes <= largest.bytes && rows <= largest.rows) return
  const { key } = definition
  const size =
    bytes > 0 ? `${Math.round(bytes / 2 ** 20).toLocaleString('en-US')} MB` : `${rows.toLocaleString('en-US')} rows`
  const where = partition === null ? '' : ` partition \`${partition}\``
  fail('PREVIEW_TOO_LARGE', {
    asset: key,
    partition: partition ?? undefined,
    message: `the value of asset \`${key}\`${where} is too large for a preview: ${size}, which can only be read whole`,
    hint: `Look at another partition, or load it in a program: \`headwater load ${key}\`.`,
  })
}

type AnyRow = { readonly [column: string]: unknown }

async function* rowsIn(pieces: AsyncIterable<unknown>): AsyncGenerator<AnyRow> {
  for await (const piece of pieces) if (isTable(piece)) yield* piece
}

/** Arrays of objects, and batches of columns, which give rows. */
function isTable(value: unknown): value is Iterable<AnyRow> {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return false
  if (Array.isArray(value)) return value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
  return 'columns' in value
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function firstRows(table: Iterable<AnyRow> | AsyncIterable<AnyRow>, limit: number): Promise<Shown> {
  const rows: AnyRow[] = []
  for await (const row of table) {
    if (rows.length === limit) return { rows, text: undefined, more: true }
    rows.push(row)
  }
  return { rows, text: undefined, more: false }
}

import type { Facts } from '../base/facts.ts'
import {
  type ColumnVersions,
  columnVersionsAt,
  columnVersionsOf,
  type InputColumns,
  type MadeColumns,
  perPartition,
  valueAt,
} from '../events/index.ts'
import type { Location } from '../io/index.ts'
import { type Cell, type Grid, Subset } from '../partitions/index.ts'
import type { LedgerRow, Projection } from '../state/index.ts'
import { type InputReading, partitionsRead } from '../status/index.ts'

/** One partition of one asset that an attempt made, as it will be recorded. */
export interface MadePartition {
  readonly cell: Cell
  readonly partition: string | null
  readonly dataVersion: string
  readonly columns: ColumnVersions | undefined
  readonly location: Location
  readonly rows: number | undefined
  readonly bytes: number | undefined
  /** By dep, in the order of deps. */
  readonly inputs: readonly MadeInput[]
}

/** What the partition read through one dep. */
export interface MadeInput {
  readonly dep: string
  readonly asset: string
  /** As `Subset.encode()` writes them; `=` for the one of the same cell. */
  readonly partitions: string
  readonly hash: string
  readonly projection?: Projection | undefined
}

/** What the partitions of one attempt at one asset have in common. */
export interface MadeTogether {
  readonly codeVersion: string
  readonly recipe: string
  readonly asOf: number
  readonly open: Subset
  readonly seconds: number
  readonly facts?: Facts | undefined
}

/** A reading as it is recorded. */
export function madeInput(reading: InputReading, reader: Cell, projection?: Projection): MadeInput {
  const { input, asset, hash } = reading
  const read = { dep: input.dep, asset, partitions: partitionsRead(reading, reader), hash }
  return projection ? { ...read, projection } : read
}

/** Partitions as an event writes them: in columns, in the order of cells. */
export function toColumns(made: readonly MadePartition[], together: MadeTogether): MadeColumns {
  const { open, facts, ...common } = together
  const subset = Subset.of(made.map(({ cell }) => cell))
  const sorted = inOrder(made, subset)
  const counts = (of: (one: MadePartition) => number | undefined) =>
    sorted.some((one) => of(one) !== undefined) ? perPartition(sorted.map((one) => of(one) ?? null)) : undefined
  const columns = columnVersionsOf(sorted.map((one) => one.columns))
  const [rows, bytes] = [counts((one) => one.rows), counts((one) => one.bytes)]
  return {
    ...common,
    partitions: subset.encode(),
    open: open.encode(),
    dataVersion: mutable(perPartition(sorted.map(({ dataVersion }) => dataVersion))),
    ...(columns && { columns }),
    location: mutable(perPartition(sorted.map(({ location }) => location))),
    ...(rows && { rows: mutable(rows) }),
    ...(bytes && { bytes: mutable(bytes) }),
    inputs: (sorted[0]?.inputs ?? []).map(({ dep, asset }, index) =>
      inputColumns(
        { dep, asset },
        sorted.map(({ inputs }) => inputs[index]),
      ),
    ),
    ...(facts && { facts }),
  }
}

/** What partitions read through one dep. */
function inputColumns(
  dep: Pick<InputColumns, 'dep' | 'asset'>,
  read: readonly (MadeInput | undefined)[],
): InputColumns {
  const column = (of: (one: MadeInput) => string) => mutable(perPartition(read.map((one) => (one ? of(one) : ''))))
  const projection = {
    columns: column(({ projection }) => (projection ? JSON.stringify(projection.columns) : '')),
    hash: column(({ projection }) => projection?.hash ?? ''),
  }
  return {
    ...dep,
    partitions: column(({ partitions }) => partitions),
    hash: column(({ hash }) => hash),
    ...(read.some((one) => one?.projection) && { projection }),
  }
}

/** The partitions of an event, one by one. */
export function fromColumns(columns: MadeColumns, grid: Grid): readonly MadePartition[] {
  return [...Subset.decode(columns.partitions).cells()].map((cell, position) => ({
    cell,
    partition: grid.textOf(cell),
    dataVersion: valueAt(columns.dataVersion, position) ?? '',
    columns: columnVersionsAt(columns.columns, position),
    location: valueAt(columns.location, position) ?? {},
    rows: (columns.rows && valueAt(columns.rows, position)) ?? undefined,
    bytes: (columns.bytes && valueAt(columns.bytes, position)) ?? undefined,
    inputs: inputsAt(columns.inputs, position),
  }))
}

function inputsAt(inputs: readonly InputColumns[], position: number): readonly MadeInput[] {
  return inputs.map(({ dep, asset, partitions, hash, projection }) => {
    const read = { dep, asset, partitions: valueAt(partitions, position) ?? '', hash: valueAt(hash, position) ?? '' }
    const columns = projection && valueAt(projection.columns, position)
    if (!columns) return read
    const names = JSON.parse(columns) as readonly string[]
    return { ...read, projection: { columns: names, hash: valueAt(projection.hash, position) ?? '' } }
  })
}

/** A partition as the ledger answers with it. */
export function rowOf(
  { cell, dataVersion, columns, location, rows, bytes, inputs }: MadePartition,
  common: Pick<LedgerRow, 'position' | 'time' | 'runId' | 'codeVersion' | 'recipe'> & { readonly asOf: number },
): LedgerRow {
  const { position, time, runId, codeVersion, recipe, asOf } = common
  const read = (partitions: string): string => (partitions === '=' ? Subset.of([cell]).encode() : partitions)
  return {
    ...cell,
    position,
    time,
    runId,
    codeVersion,
    recipe,
    dataVersion,
    columns,
    location,
    rows,
    bytes,
    inputs: inputs.map((input) => ({ ...input, partitions: read(input.partitions), asOf })),
  }
}

function inOrder(made: readonly MadePartition[], subset: Subset): readonly MadePartition[] {
  if (isInOrder(made, subset)) return made
  const byCell = new Map(made.map((one) => [nameOf(one.cell), one]))
  return [...subset.cells()].flatMap((cell) => byCell.get(nameOf(cell)) ?? [])
}

function isInOrder(made: readonly MadePartition[], subset: Subset): boolean {
  let index = 0
  for (const { series, ordinal } of subset.cells()) {
    const cell = made[index++]?.cell
    if (cell?.ordinal !== ordinal || cell.series !== series) return false
  }
  return true
}

function nameOf({ series, ordinal }: Cell): string {
  return `${ordinal} ${series}`
}

/** The schemas of events say nothing of being readonly. */
function mutable<T>(column: { readonly same: T } | { readonly each: readonly T[] }): { same: T } | { each: T[] } {
  return column as { same: T } | { each: T[] }
}

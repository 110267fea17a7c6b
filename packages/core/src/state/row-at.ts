import { columnVersionsAt, type EventOf, valueAt } from '../events/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { RowColumns } from './ledger-tables.ts'
import { depsOf, inputRecords, partsAt } from './row-inputs.ts'
import type { LedgerRow } from './state-store.ts'

/** What all partitions of an event share, and the columns of what they do not. */
interface MadeEntry extends Pick<LedgerRow, 'position' | 'time' | 'runId' | 'codeVersion' | 'recipe'> {
  readonly asOf: number
  readonly columns: RowColumns
}

/** The row of one partition of an event: `index` is where its cell stands among those of the event. */
export function rowAt(entry: MadeEntry, cell: Cell, index: number): LedgerRow {
  const { position, time, runId, codeVersion, recipe, asOf, columns } = entry
  return {
    series: cell.series,
    ordinal: cell.ordinal,
    position,
    time,
    runId,
    codeVersion,
    recipe,
    dataVersion: valueAt(columns.dataVersion, index) ?? '',
    columns: columnVersionsAt(columns.columns, index),
    location: valueAt(columns.location, index) ?? {},
    inputs: inputRecords(depsOf(columns.inputs), partsAt(columns.inputs, index), { cell, asOf }),
    rows: (columns.rows && valueAt(columns.rows, index)) ?? undefined,
    bytes: (columns.bytes && valueAt(columns.bytes, index)) ?? undefined,
  }
}

/** The rows that an event made, whether or not they still count. */
export function rowsMade(event: EventOf<'materialized'>): readonly LedgerRow[] {
  const cells = [...Subset.decode(event.partitions).cells()]
  return cells.map((cell, index) => rowAt({ ...event, columns: event }, cell, index))
}

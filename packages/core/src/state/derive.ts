import { type EventOf, type RecordedEvent, valueAt } from '../events/index.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import { type Before, emptyRecord, isRecording, materializedOf, recordedTypes, withEvent } from './asset-record.ts'
import type { LedgerAsset, LedgerEntry, LedgerTables, PastRow, RowColumns } from './ledger-tables.ts'

/** The types of event that say something about the ledger or about the keys of dynamic dimensions. */
export const derivingTypes = [...recordedTypes, 'renamed', 'keys_added', 'keys_removed'] as const

/** Brings the ledger up to date with one event more. */
export function derive(tables: LedgerTables, event: RecordedEvent): void {
  if (event.type === 'renamed') return rename(tables, event)
  // A failure that will be retried is no news about the partitions yet.
  if (!isRecording(event) || (event.type === 'step_failed' && event.willRetry)) return
  const { position } = event
  const asset = tables.named(event.asset) ?? newAsset(event)
  const before = isAboutValues(event) ? enter(tables, asset, event) : nothing
  tables.put({ id: asset.id, key: asset.key, position, record: withEvent(asset.record, event, before) })
}

type ValueEvent = EventOf<'materialized' | 'observed' | 'wiped'>

const nothing: Before = { rows: 0 }

function isAboutValues(event: RecordedEvent): event is ValueEvent {
  return event.type === 'materialized' || event.type === 'observed' || event.type === 'wiped'
}

function newAsset({ asset, position }: { readonly asset: string; readonly position: number }): LedgerAsset {
  return { id: position, key: asset, position, record: emptyRecord(asset) }
}

/** Another asset of the new name keeps it as long as it has a value. */
function rename(tables: LedgerTables, { asset: to, from, position }: EventOf<'renamed'>): void {
  const [asset, replaced] = [tables.named(from), tables.named(to)]
  if (asset === undefined || from === to || (replaced !== undefined && replaced.record.made.length > 0)) return
  tables.rename({ asset, to, position, replaced })
}

function enter(tables: LedgerTables, asset: LedgerAsset, event: ValueEvent): Before {
  const partitions = Subset.decode(event.partitions)
  const known = materializedOf(asset.record).intersect(partitions)
  const past = known.isEmpty ? [] : tables.past(asset, known)
  const changed = event.type === 'wiped' ? known : changedBy(event, partitions, past)
  const { position, time } = event
  tables.enter({ asset, position, time, partitions, changed, ...detailsOf(event) })
  return { rows: past.reduce((sum, { rows }) => sum + (rows ?? 0), 0) }
}

/** The partitions that get another data version, or their first. Past rows and partitions come in one order. */
function changedBy(event: EventOf<'materialized' | 'observed'>, partitions: Subset, past: readonly PastRow[]): Subset {
  if (past.length === 0) return partitions
  const changed: Cell[] = []
  let [index, met] = [0, 0]
  for (const cell of partitions.cells()) {
    const before = past[met]
    const isKnown = before?.ordinal === cell.ordinal && before.series === cell.series
    if (isKnown) met += 1
    if (!isKnown || before.dataVersion !== valueAt(event.dataVersion, index)) changed.push(cell)
    index += 1
  }
  return changed.length === index ? partitions : Subset.of(changed)
}

type Details = Pick<LedgerEntry, 'kind' | 'runId' | 'codeVersion' | 'recipe' | 'asOf' | 'columns'>

/** What was only looked at has no code, no inputs and no place of ours. */
function detailsOf(event: ValueEvent): Details {
  const { type, position } = event
  const unmade = { codeVersion: '', recipe: '', asOf: position }
  if (type === 'wiped') return { kind: 'wiped', runId: undefined, ...unmade, columns: undefined }
  if (type === 'observed') {
    return { kind: 'made', runId: event.runId, ...unmade, columns: observedColumns(event) }
  }
  const { runId, codeVersion, recipe, inputs } = event
  return {
    kind: 'made',
    runId,
    codeVersion,
    recipe,
    asOf: inputs.length === 0 ? position : event.asOf,
    columns: event,
  }
}

function observedColumns({ dataVersion }: EventOf<'observed'>): RowColumns {
  return { dataVersion, location: { same: {} }, inputs: [] }
}

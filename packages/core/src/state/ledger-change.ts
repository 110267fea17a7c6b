import type { EventOf, MaterializedPartition, RecordedEvent } from '../events/index.ts'
import { Subset } from '../partitions/index.ts'
import type { FailureRow, LedgerRow } from './state-store.ts'

/** What one event says about the ledger of an asset. */
export type LedgerChange =
  | { readonly kind: 'made'; readonly asset: string; readonly rows: readonly LedgerRow[] }
  | { readonly kind: 'failed'; readonly asset: string; readonly failure: FailureRow }

/** The types of event that change a ledger. */
export const ledgerEventTypes = ['materialized', 'observed', 'step_failed'] as const

/** What an event does to its asset's ledger. A failure that will be retried is no news about the partition yet. */
export function ledgerChange(event: RecordedEvent): LedgerChange | undefined {
  switch (event.type) {
    case 'materialized':
      return { kind: 'made', asset: event.asset, rows: event.partitions.map((made) => materializedRow(event, made)) }
    case 'observed':
      return { kind: 'made', asset: event.asset, rows: [observedRow(event)] }
    case 'step_failed':
      return event.willRetry ? undefined : { kind: 'failed', asset: event.asset, failure: failureRow(event) }
    default:
      return undefined
  }
}

/** The failures that are still the newest thing known of some partition, after a change. */
export function failuresAfter(failures: readonly FailureRow[], change: LedgerChange): readonly FailureRow[] {
  if (change.kind === 'failed') return [...without(failures, Subset.decode(change.failure.partitions)), change.failure]
  return failures.length === 0 ? failures : without(failures, Subset.of(change.rows))
}

function without(failures: readonly FailureRow[], gone: Subset): readonly FailureRow[] {
  return failures.flatMap((failure) => {
    const left = Subset.decode(failure.partitions).subtract(gone)
    return left.isEmpty ? [] : [{ ...failure, partitions: left.encode() }]
  })
}

function materializedRow(event: EventOf<'materialized'>, made: MaterializedPartition): LedgerRow {
  return {
    partition: made.partition,
    series: made.series,
    ordinal: made.ordinal,
    position: event.position,
    time: event.time,
    runId: event.runId,
    codeVersion: event.codeVersion,
    dataVersion: made.dataVersion,
    fingerprint: made.fingerprint,
    location: made.location,
    inputs: made.inputs,
    rows: made.rows,
    bytes: made.bytes,
  }
}

/** What was only looked at has no code, no inputs and no place of ours. */
function observedRow(event: EventOf<'observed'>): LedgerRow {
  return {
    partition: event.partition,
    series: event.series,
    ordinal: event.ordinal,
    position: event.position,
    time: event.time,
    runId: event.runId,
    codeVersion: '',
    dataVersion: event.dataVersion,
    fingerprint: '',
    location: {},
    inputs: [],
    rows: undefined,
    bytes: undefined,
  }
}

function failureRow(event: EventOf<'step_failed'>): FailureRow {
  const { code, message } = event.problem
  return {
    partitions: event.partitions,
    position: event.position,
    runId: event.runId,
    fingerprint: event.fingerprint,
    code,
    message,
  }
}

import type { StepDefinition } from '../define/definition.ts'
import { ioOf, type ProjectModel } from '../graph/index.ts'
import type { Cell } from '../partitions/index.ts'
import type { LedgerRow } from '../state/index.ts'
import type { InputReading, InputResolver } from './resolve-inputs.ts'
import type { Snapshot } from './snapshot.ts'

/** Why one partition is not what a new run would make. */
export interface Staleness {
  readonly reason:
    | 'missing'
    | 'failed before'
    | 'was open'
    | 'code changed'
    | 'code version unknown'
    | 'deps changed'
    | 'store changed'
    | 'upstream changed'
  readonly detail?: string | undefined
}

/** How one partition of a step stands against its code and its inputs. */
export interface Verdict {
  /** Undefined: fresh. */
  readonly stale: Staleness | undefined
  readonly fingerprint: string
  readonly readings: readonly InputReading[]
}

/** Compares what is recorded of one partition of the given assets with what a run would record now. */
export function judge(
  snapshot: Snapshot,
  resolver: InputResolver,
  step: StepDefinition,
  at: { readonly assets: readonly string[]; readonly cell: Cell; readonly codeVersion: string },
): Verdict {
  const own = at.assets[0] ?? step.name
  const readings = resolver.readings(step, at.cell, own)
  const fingerprint = resolver.fingerprint([at.codeVersion], readings)
  for (const asset of at.assets) {
    const ledger = snapshot.ledger(asset)
    const row = ledger.row(at.cell)
    if (!row)
      return { stale: { reason: ledger.failed().has(at.cell) ? 'failed before' : 'missing' }, fingerprint, readings }
    const isSame =
      row.fingerprint === keptFingerprint(snapshot.model, asset, fingerprint) && !unknownCode(at.codeVersion)
    // More may have come into an open partition until it was complete.
    const open = isSame && ledger.wasOpen(row, snapshot.now) ? ({ reason: 'was open' } as const) : undefined
    const stale = isSame ? open : differenceOf(row, at.codeVersion, readings)
    if (stale) return { stale, fingerprint, readings }
  }
  return { stale: undefined, fingerprint, readings }
}

/** A fingerprint as the ledger keeps it: with the store, so that an asset that moves to another one is made there. */
export function keptFingerprint(model: ProjectModel, asset: string, fingerprint: string): string {
  const definition = model.assets.get(asset)
  return `${fingerprint}@${(definition && ioOf(model, definition)?.name) ?? ''}`
}

function unknownCode(codeVersion: string): boolean {
  return codeVersion.startsWith('unknown: ')
}

/** Instead of a fingerprint: the assets made together with this one could not be recorded. Equal to nothing. */
export const halfRecorded = ''

function differenceOf(row: LedgerRow, codeVersion: string, readings: readonly InputReading[]): Staleness {
  if (unknownCode(codeVersion)) return { reason: 'code version unknown', detail: codeVersion.slice('unknown: '.length) }
  if (row.fingerprint === halfRecorded) return { reason: 'failed before', detail: 'its run died half-way' }
  if (row.codeVersion !== codeVersion) return { reason: 'code changed' }
  const recorded = new Map(row.inputs.map((input) => [input.dep, input]))
  for (const { input, asset, hash } of readings) {
    const before = recorded.get(input.dep)
    if (before?.asset !== asset) return { reason: 'deps changed', detail: input.dep }
    if (before.hash !== hash) return { reason: 'upstream changed', detail: asset }
  }
  return recorded.size === readings.length ? { reason: 'store changed' } : { reason: 'deps changed' }
}

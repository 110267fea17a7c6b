import type { StepDefinition } from '../define/definition.ts'
import type { Cell, Grid } from '../partitions/index.ts'
import type { LedgerRow } from '../state/index.ts'
import { fingerprintOf, type InputReading, type InputResolver } from './resolve-inputs.ts'
import type { Snapshot } from './snapshot.ts'

/** Why one partition is not what a new run would make. */
export interface Staleness {
  readonly reason:
    | 'missing'
    | 'failed before'
    | 'code changed'
    | 'code version unknown'
    | 'deps changed'
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
  const fingerprint = fingerprintOf(at.codeVersion, readings)
  for (const asset of at.assets) {
    const ledger = snapshot.ledger(asset)
    const row = ledger.row(at.cell)
    if (!row)
      return { stale: { reason: ledger.failed().has(at.cell) ? 'failed before' : 'missing' }, fingerprint, readings }
    const isSame = row.fingerprint === fingerprint && !unknownCode(at.codeVersion)
    const stale = isSame ? openThen(row, ledger.grid, snapshot.now) : differenceOf(row, at.codeVersion, readings)
    if (stale) return { stale, fingerprint, readings }
  }
  return { stale: undefined, fingerprint, readings }
}

/** An open partition is made again once it is complete: more may have come until then. */
function openThen(row: LedgerRow, grid: Grid, now: number): Staleness | undefined {
  const end = grid.window(row)?.end ?? Number.NEGATIVE_INFINITY
  return row.time < end && end <= now ? { reason: 'was open' } : undefined
}

function unknownCode(codeVersion: string): boolean {
  return codeVersion.startsWith('unknown: ')
}

function differenceOf(row: LedgerRow, codeVersion: string, readings: readonly InputReading[]): Staleness {
  if (unknownCode(codeVersion)) return { reason: 'code version unknown', detail: codeVersion.slice('unknown: '.length) }
  if (row.codeVersion !== codeVersion) return { reason: 'code changed' }
  const recorded = new Map(row.inputs.map((input) => [input.dep, input]))
  for (const { record } of readings) {
    const before = recorded.get(record.dep)
    if (before?.asset !== record.asset) return { reason: 'deps changed', detail: record.dep }
    if (before.hash !== record.hash) return { reason: 'upstream changed', detail: record.asset }
  }
  return { reason: 'deps changed' }
}

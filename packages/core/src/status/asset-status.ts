import { assetsOf } from '../graph/index.ts'
import type { StepDefinition } from '../define/definition.ts'
import { type Cell, Subset } from '../partitions/index.ts'
import type { StepCodeVersions } from './code-versions.ts'
import { versionText } from './code-versions.ts'
import { InputResolver } from './resolve-inputs.ts'
import type { Snapshot } from './snapshot.ts'
import { judge } from './staleness.ts'

/** How an asset stands, and how many of its partitions stand how. */
export interface AssetStatusReport {
  readonly asset: string
  /** The worst that is true of a complete partition: failed, then missing, then stale, then fresh. */
  readonly status: 'failed' | 'missing' | 'stale' | 'fresh'
  /** Made elsewhere: it is there, or not, and never stale. */
  readonly external: boolean
  readonly counts: {
    readonly total: number
    readonly fresh: number
    readonly stale: number
    readonly missing: number
    readonly failed: number
  }
  /** Why partitions are stale, the most frequent reason first, and which in words. */
  readonly causes: readonly { readonly reason: string; readonly count: number; readonly partitions: string }[]
  /** The missing ones in words. */
  readonly missing: string
  readonly newest:
    | { readonly partition: string | null; readonly time: number; readonly runId: string | undefined }
    | undefined
  /** The sum over partitions, where the store counts rows. */
  readonly rows: number | undefined
  readonly lastFailure: { readonly runId: string; readonly code: string; readonly message: string } | undefined
}

/** The status of every asset of the given steps. */
export async function assetStatuses(
  snapshot: Snapshot,
  codeVersions: StepCodeVersions,
  steps: Iterable<StepDefinition>,
): Promise<readonly AssetStatusReport[]> {
  const resolver = new InputResolver(snapshot)
  const reports: AssetStatusReport[] = []
  for (const step of steps) {
    const codeVersion = step.produce ? versionText(await codeVersions.of(step)) : ''
    for (const { key } of assetsOf(step)) reports.push(reportOf(snapshot, resolver, { step, asset: key, codeVersion }))
  }
  return reports
}

function reportOf(
  snapshot: Snapshot,
  resolver: InputResolver,
  of: { readonly step: StepDefinition; readonly asset: string; readonly codeVersion: string },
): AssetStatusReport {
  const ledger = snapshot.ledger(of.asset)
  const complete = ledger.grid.complete(snapshot.now)
  const groups = new Map<string, Cell[]>()
  for (const cell of complete.cells()) {
    const cause = causeOf(snapshot, resolver, { ...of, cell })
    const group = groups.get(cause)
    if (group) group.push(cell)
    else groups.set(cause, [cell])
  }
  const take = (cause: string): readonly Cell[] => groups.get(cause) ?? []
  const [fresh, missing, failed] = [take('fresh'), take('missing'), take('failed before')]
  const causes = [...groups].filter(([cause]) => cause !== 'fresh' && cause !== 'missing' && cause !== 'failed before')
  const stale = causes.reduce((sum, [, cells]) => sum + cells.length, 0)
  const rows = [...ledger.rows()]
  const newest = rows.reduce<(typeof rows)[number] | undefined>(
    (best, row) => (best && best.position > row.position ? best : row),
    undefined,
  )
  const failure = ledger.failures.at(-1)
  return {
    asset: of.asset,
    status: failed.length > 0 ? 'failed' : missing.length > 0 ? 'missing' : stale > 0 ? 'stale' : 'fresh',
    external: !of.step.produce,
    counts: { total: complete.count, fresh: fresh.length, stale, missing: missing.length, failed: failed.length },
    causes: causes
      .map(([reason, cells]) => ({ reason, count: cells.length, partitions: ledger.grid.describe(Subset.of(cells)) }))
      .sort((a, b) => b.count - a.count),
    missing: ledger.grid.describe(Subset.of(missing)),
    newest: newest && { partition: newest.partition, time: newest.time, runId: newest.runId },
    rows: rows.some((row) => row.rows !== undefined) ? rows.reduce((sum, row) => sum + (row.rows ?? 0), 0) : undefined,
    lastFailure: failure && { runId: failure.runId, code: failure.code, message: failure.message },
  }
}

function causeOf(
  snapshot: Snapshot,
  resolver: InputResolver,
  of: { readonly step: StepDefinition; readonly asset: string; readonly codeVersion: string; readonly cell: Cell },
): string {
  if (!of.step.produce) return snapshot.ledger(of.asset).row(of.cell) ? 'fresh' : 'missing'
  const { stale } = judge(snapshot, resolver, of.step, {
    assets: [of.asset],
    cell: of.cell,
    codeVersion: of.codeVersion,
  })
  return stale ? `${stale.reason}${stale.detail === undefined ? '' : `: ${stale.detail}`}` : 'fresh'
}

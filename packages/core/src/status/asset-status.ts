import { assetsOf } from '../graph/index.ts'
import type { CheckNode } from '../define/check.ts'
import type { AssetDefinition, StepDefinition } from '../define/definition.ts'
import { Subset } from '../partitions/index.ts'
import type { AssetLedger } from './asset-ledger.ts'
import type { StepCodeVersions } from './code-versions.ts'
import { versionText } from './code-versions.ts'
import { changesAfter, type Late, lateOf } from './late.ts'
import type { Snapshot } from './snapshot.ts'
import { sortOut, type StaleGroup } from './sort-out.ts'
import { wordsOf } from './staleness.ts'
import type { StaleInputs } from './standing.ts'
import type { Standings } from './standings.ts'

/** How an asset stands, and how many of its partitions stand how. */
export interface AssetStatusReport {
  readonly asset: string
  /** The worst that is true of a complete partition: failed, then missing, then stale, then fresh. */
  readonly status: 'failed' | 'missing' | 'stale' | 'fresh'
  /** Made elsewhere: it is there, or not, and never stale. */
  readonly external: boolean
  readonly counts: {
    /** Complete partitions; the next four add up to it. */
    readonly total: number
    readonly fresh: number
    readonly stale: number
    readonly missing: number
    readonly failed: number
    /** Partitions that have begun and are not complete: their window, or the grace after it, is not over. */
    readonly open: number
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
  /** Checks that did not pass when they last ran, and on which partitions in words; empty for the asset as a whole. */
  readonly failedChecks: readonly {
    readonly check: string
    readonly severity: 'warn' | 'error'
    readonly blocking: boolean
    readonly partitions: string
    readonly count: number
  }[]
  /** What is due and not there, as checks such as `fresh` say. It holds now, whether a check has looked or not. */
  readonly late: readonly Late[]
  /**
   * When it may stand otherwise next by time alone, milliseconds since the epoch: one of its windows begins or ends, or something
   * of it falls due. Undefined: never.
   */
  readonly changesAt: number | undefined
}

/** What tells how assets stand. */
interface Judged {
  readonly snapshot: Snapshot
  readonly codeVersions: StepCodeVersions
  readonly standings: Standings
}

/** The status of every asset of the given steps. Costs by ranges of partitions and by what changed, not by partitions. */
export async function assetStatuses(
  of: Judged,
  steps: Iterable<StepDefinition>,
): Promise<readonly AssetStatusReport[]> {
  return (await standardsOf(of, steps)).map((standard) => reportOf(of.snapshot, standard))
}

/** The complete partitions of one asset that are not fresh, by cause. Costs as `assetStatuses` does. */
export async function staleGroups(of: Judged, { step, key }: AssetDefinition): Promise<readonly StaleGroup[]> {
  const standards = await standardsOf(of, [step])
  return standards.flatMap((standard) => (standard.asset === key ? groupsOf(of.snapshot, standard) : []))
}

async function standardsOf(
  { snapshot, codeVersions, standings }: Judged,
  steps: Iterable<StepDefinition>,
): Promise<readonly Standard[]> {
  const standards = []
  for (const step of steps) {
    const codeVersion = step.produce ? versionText(await codeVersions.of(step)) : ''
    for (const { key } of assetsOf(step)) standards.push({ step, asset: key, codeVersion })
  }
  const changed = await standings.of(
    snapshot,
    standards.filter(({ step }) => step.produce),
  )
  return standards.map((standard) => ({ ...standard, inputs: changed.get(standard.asset) ?? [] }))
}

type Standard = {
  readonly step: StepDefinition
  readonly asset: string
  readonly codeVersion: string
  readonly inputs: readonly StaleInputs[]
}

function reportOf(snapshot: Snapshot, of: Standard): AssetStatusReport {
  const ledger = snapshot.ledger(of.asset)
  const complete = ledger.grid.complete(snapshot.now)
  const groups = groupsOf(snapshot, of)
  const missing = groups.find(({ reason }) => reason === 'missing')?.partitions ?? Subset.empty
  const failed = sumOf(groups.filter(({ reason }) => reason === 'failed before'))
  const causes = groups.filter(({ reason }) => reason !== 'missing' && reason !== 'failed before')
  const stale = sumOf(causes)
  const { record } = ledger
  const checks = assetsOf(of.step).find(({ key }) => key === of.asset)?.checks ?? []
  return {
    asset: of.asset,
    status: failed > 0 ? 'failed' : !missing.isEmpty ? 'missing' : stale > 0 ? 'stale' : 'fresh',
    external: !of.step.produce,
    counts: {
      total: complete.count,
      fresh: complete.count - stale - missing.count - failed,
      stale,
      missing: missing.count,
      failed,
      open: ledger.grid.existing(snapshot.now).count - complete.count,
    },
    causes: causes.map((group) => ({
      reason: wordsOf(group),
      count: group.partitions.count,
      partitions: ledger.grid.describe(group.partitions),
    })),
    missing: ledger.grid.describe(missing),
    newest: newestOf(ledger),
    rows: record.rows,
    lastFailure: record.lastFailure && {
      runId: record.lastFailure.runId,
      code: record.lastFailure.code,
      message: record.lastFailure.message,
    },
    failedChecks: failedChecks(ledger, checks, snapshot.now),
    late: lateOf(ledger, checks, snapshot.now),
    changesAt: changesAfter(ledger, checks, snapshot.now),
  }
}

function groupsOf(snapshot: Snapshot, standard: Standard): readonly StaleGroup[] {
  const ledger = snapshot.ledger(standard.asset)
  const complete = ledger.grid.complete(snapshot.now)
  return standard.step.produce ? sortOut(snapshot, standard, complete).stale : absentOf(ledger, complete)
}

function absentOf({ materialized }: AssetLedger, complete: Subset): readonly StaleGroup[] {
  const partitions = complete.subtract(materialized)
  return partitions.isEmpty ? [] : [{ reason: 'missing', partitions }]
}

function sumOf(groups: readonly StaleGroup[]): number {
  return groups.reduce((sum, { partitions }) => sum + partitions.count, 0)
}

function newestOf({ record, grid }: AssetLedger): AssetStatusReport['newest'] {
  const { newest } = record
  return newest && { partition: grid.textOf(newest), time: newest.time, runId: newest.runId }
}

/** Of the checks that the asset has now: what others found once is history. */
function failedChecks(
  { record, grid }: AssetLedger,
  checks: readonly CheckNode[],
  now: number,
): AssetStatusReport['failedChecks'] {
  return record.checks
    .filter(({ check }) => checks.some(({ name }) => name === check))
    .map((known) => ({ ...known, failed: known.failed.intersect(grid.existing(now)) }))
    .filter(({ passed, failed }) => passed === false || !failed.isEmpty)
    .map(({ check, severity, blocking, failed }) => ({
      check,
      severity,
      blocking,
      partitions: failed.isEmpty ? '' : grid.describe(failed),
      count: failed.count,
    }))
}

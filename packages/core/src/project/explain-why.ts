import { fail } from '../errors/index.ts'
import type { EventOf, Problem } from '../events/index.ts'
import { judge, InputResolver, type Snapshot, type StepCodeVersions, versionText } from '../status/index.ts'
import type { StateStore } from '../state/index.ts'
import { definitionIn } from './definition-in.ts'

/** Why one partition is as it is: what is recorded, what would differ now, and what was found wrong. */
export interface Why {
  readonly asset: string
  readonly partition: string | null
  readonly status: 'fresh' | 'stale' | 'missing' | 'failed'
  /** In words: `code changed`, `upstream changed: market/stg_prices`. Absent when fresh. */
  readonly because: string | undefined
  readonly materialized:
    | {
        readonly time: number
        readonly runId: string | undefined
        readonly dataVersion: string
        readonly codeVersion: string
        readonly rows: number | undefined
        readonly location: { readonly [name: string]: unknown }
      }
    | undefined
  readonly codeVersion: string
  readonly inputs: readonly {
    readonly dep: string
    readonly asset: string
    readonly partitions: string
    readonly changed: boolean
    readonly missing: boolean
  }[]
  readonly checks: readonly Pick<EventOf<'checked'>, 'check' | 'passed' | 'severity' | 'blocking' | 'facts'>[]
  readonly failure:
    | { readonly runId: string; readonly problem: Pick<Problem, 'code' | 'message' | 'hint' | 'stack'> }
    | undefined
}

/** Explains one partition of one asset. */
export async function explainWhy(
  snapshot: Snapshot,
  store: StateStore,
  codeVersions: StepCodeVersions,
  of: { readonly asset: string; readonly partition: string | null },
): Promise<Why> {
  const definition = definitionIn(snapshot.model, of.asset)
  const { grid } = snapshot.ledger(of.asset)
  const cell = of.partition === null ? onlyCell(of.asset, grid.partitions.kind) : grid.parse(of.partition, snapshot.now)
  const partition = grid.textOf(cell)
  const row = snapshot.ledger(of.asset).row(cell)
  const codeVersion = definition.step.produce ? versionText(await codeVersions.of(definition.step)) : ''
  const { stale, readings } = judge(snapshot, new InputResolver(snapshot), definition.step, {
    assets: [of.asset],
    cell,
    codeVersion,
  })
  const recorded = new Map(row?.inputs.map((input) => [input.dep, input]))
  const checks = await store.events({
    types: ['checked'],
    asset: of.asset,
    ...(row?.runId === undefined ? {} : { runId: row.runId }),
  })
  const failures = await store.events({
    types: ['step_failed'],
    asset: of.asset,
    ...(row ? { after: row.position } : {}),
  })
  const failure = failures.filter((event) => !event.willRetry).at(-1)
  const failed = stale?.reason === 'failed before'
  return {
    asset: of.asset,
    partition,
    status:
      !stale || !definition.step.produce ? (row ? 'fresh' : 'missing') : failed ? 'failed' : row ? 'stale' : 'missing',
    because:
      stale && definition.step.produce
        ? `${stale.reason}${stale.detail === undefined ? '' : `: ${stale.detail}`}`
        : undefined,
    materialized: row && {
      time: row.time,
      runId: row.runId,
      dataVersion: row.dataVersion,
      codeVersion: row.codeVersion,
      rows: row.rows,
      location: row.location,
    },
    codeVersion,
    inputs: readings.map(({ input, record, entries, missing }) => ({
      dep: input.dep,
      asset: record.asset,
      partitions:
        entries.length === 1
          ? (entries[0]?.row?.partition ?? snapshot.grid(record.asset).textOf(entries[0]?.cell ?? cell) ?? '')
          : `${entries.filter((entry) => entry.row).length} of ${entries.length} partitions`,
      changed: row !== undefined && recorded.get(input.dep)?.hash !== record.hash,
      missing: missing.length > 0,
    })),
    checks: checks
      .filter((event) => event.partition === partition)
      .map(({ check, passed, severity, blocking, facts }) => ({ check, passed, severity, blocking, facts })),
    failure: failure && failed ? { runId: failure.runId, problem: failure.problem } : undefined,
  }
}

function onlyCell(asset: string, kind: string): { series: string; ordinal: number } {
  if (kind === 'unpartitioned') return { series: '', ordinal: 0 }
  return fail('PARTITION_NEEDED', {
    asset,
    message: `asset \`${asset}\` is partitioned (${kind}), and no partition was named`,
    hint: 'Name one: `headwater why <asset> <partition>`.',
  })
}

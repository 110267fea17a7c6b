import type { EventDraft, MaterializedPartition } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Attempt, Staged, Store } from '../io/index.ts'
import { valueDigest } from '../io/value-digest.ts'
import type { LedgerRow } from '../state/index.ts'
import { promotions } from './aliases.ts'
import { callUserCode } from './call-user-code.ts'
import type { Made } from './made.ts'
import { problemOf } from './problem.ts'
import type { RunContext } from './run-context.ts'
import type { Unit } from './unit.ts'

/** What one attempt is about to commit. */
export interface Committing {
  readonly unit: Unit
  readonly attempt: Attempt
  readonly made: readonly Made[]
  /** Seconds since the attempt began. */
  readonly seconds: number
  readonly facts: { readonly [name: string]: string | number | boolean | null } | undefined
  /** Events that belong into the same transaction. */
  readonly also: readonly EventDraft[]
}

/** The made partitions of one asset, with the store that commits them. */
interface Group {
  readonly asset: string
  readonly store: Store | undefined
  readonly made: readonly Made[]
  partitions: readonly MaterializedPartition[]
}

/**
 * Makes an attempt's values visible and recorded. In-place stores commit first, announced by a `publishing` event;
 * then one transaction of the log records everything, which is the commit of versioned stores; then their readable
 * paths follow. A crash between any two of these is finished or undone by `recoverRuns`.
 */
export async function commit(run: RunContext, committing: Committing): Promise<void> {
  const groups = groupsOf(run, committing)
  for (const group of groups) {
    if (!group.store) await writeUnstaged(run, group, committing.attempt)
    else if (group.store.commit === 'in-place') await publishInPlace(run, group, group.store, committing)
  }
  const aliases = await promotions(run, committing.made)
  const materialized = groups.map((group) => materializedEvent(run, group, committing))
  const position = await run.append([...materialized, ...aliases, ...committing.also])
  for (const group of groups) {
    run.parts.snapshot.ledger(group.asset).add(group.partitions.map((partition) => rowOf(run, partition, committing.unit.codeVersion, position)))
  }
  run.parts.snapshot.moveAliases(aliases, position, run.parts.clock.now())
  for (const group of groups) if (group.store?.commit === 'versioned') await project(run, group, group.store, committing.attempt)
}

function groupsOf(run: RunContext, { made }: Committing): readonly Group[] {
  const byAsset = Map.groupBy(made, ({ definition }) => definition)
  return [...byAsset].map(([definition, of]) => ({
    asset: definition.key,
    store: of.every(({ staged }) => staged) ? ioOf(run.parts.model, definition)?.store : undefined,
    made: of,
    partitions: of.map(partitionOf),
  }))
}

function partitionOf({ partition, staged }: Made): MaterializedPartition {
  const { cell, text, verdict } = partition
  return {
    partition: text,
    series: cell.series,
    ordinal: cell.ordinal,
    dataVersion: staged?.dataVersion ?? '',
    fingerprint: verdict.fingerprint,
    location: staged?.location ?? {},
    ...(staged?.rows === undefined ? {} : { rows: staged.rows }),
    ...(staged?.bytes === undefined ? {} : { bytes: staged.bytes }),
    inputs: verdict.readings.map(({ record }) => record),
  }
}

/** A manager without a store writes in place, value by value; an asset without a value has only its effect. */
async function writeUnstaged(run: RunContext, group: Group, attempt: Attempt): Promise<void> {
  const versions: string[] = []
  for (const { definition, partition, value } of group.made) {
    const io = ioOf(run.parts.model, definition)
    const at = { asset: definition.key, partition: partition.text }
    if (io) await callUserCode({ code: 'IO_FAILED', what: `writing asset \`${definition.key}\` through \`${io.name}\``, ...at }, () => io.write(value as never, at))
    versions.push(io ? `value:1:${valueDigest(value)}` : `effect:${attempt.id}`)
  }
  group.partitions = group.partitions.map((partition, index) => ({ ...partition, dataVersion: versions[index] ?? '' }))
}

async function publishInPlace(run: RunContext, group: Group, store: Store, { unit, attempt }: Committing): Promise<void> {
  const staged = group.made.flatMap((made) => (made.staged ? [made.staged] : []))
  const { asset, partitions } = group
  await run.append([{ type: 'publishing', runId: run.runId, asset, attempt: attempt.id, token: attempt.token, codeVersion: unit.codeVersion, staged: [...staged], partitions: [...partitions] }])
  group.partitions = publishedPartitions(partitions, await store.publish(staged, attempt))
}

/** What was staged under one name may lie under another one when it is published. */
export function publishedPartitions(partitions: readonly MaterializedPartition[], published: readonly Staged[]): readonly MaterializedPartition[] {
  const final = new Map(published.map((staged) => [staged.partition, staged]))
  return partitions.map((partition) => {
    const staged = final.get(partition.partition)
    return staged ? { ...partition, location: staged.location, dataVersion: staged.dataVersion } : partition
  })
}

function materializedEvent(run: RunContext, group: Group, { unit, attempt, seconds, facts, made }: Committing): EventDraft {
  const own = Object.assign({}, facts, ...made.filter(({ definition }) => definition.key === group.asset).map((one) => one.facts ?? {}))
  return {
    type: 'materialized',
    runId: run.runId,
    asset: group.asset,
    attempt: attempt.id,
    codeVersion: unit.codeVersion,
    seconds,
    partitions: [...group.partitions],
    ...(Object.keys(own).length > 0 ? { facts: own } : {}),
  }
}

/** A materialized partition as the ledger keeps it. */
export function rowOf(run: RunContext, partition: MaterializedPartition, codeVersion: string, position: number): LedgerRow {
  return { ...partition, position, time: run.parts.clock.now(), runId: run.runId, codeVersion, rows: partition.rows, bytes: partition.bytes }
}

/** The readable paths are a convenience: the values are committed, and a path that cannot be written loses nothing. */
async function project(run: RunContext, group: Group, store: Store, attempt: Attempt): Promise<void> {
  const staged = group.made.flatMap((made) => (made.staged ? [made.staged] : []))
  try {
    await store.publish(staged, attempt)
  } catch (error) {
    run.warn({ assets: [group.asset] }, `materialized, but its readable path was not written: ${problemOf(error).message}`)
  }
}

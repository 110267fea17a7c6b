import type { Facts } from '../base/facts.ts'
import type { Json } from '../base/json.ts'
import { isHeadwaterError } from '../errors/index.ts'
import type { EventDraft, EventOf, MadeColumns } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Attempt, Staged, Store } from '../io/index.ts'
import { valueDigest } from '../io/value-digest.ts'
import { Subset } from '../partitions/index.ts'
import type { AliasExpectation } from '../state/index.ts'
import { changedShape, recipeOf } from '../status/index.ts'
import { type AliasMoved, promotions, untilSettled } from './aliases.ts'
import { callUserCode } from './call-user-code.ts'
import { discard, orDiscard, type Trial } from './discard.ts'
import type { Made } from './made.ts'
import { madeInput, type MadePartition, rowOf, toColumns } from './made-partitions.ts'
import { problemOf } from './problem.ts'
import type { Checked } from './run-check.ts'
import { projectionsOf } from './columns-read.ts'
import type { RunContext } from './run-context.ts'
import { recordable, shapedEvents } from './shaped-events.ts'

/** What one attempt is about to commit. */
export interface Committing extends Trial {
  readonly made: readonly Made[]
  /** When the attempt began to read its inputs, in epoch milliseconds. */
  readonly readAt: number
  /** Seconds since then. */
  readonly seconds: number
  readonly facts: Facts | undefined
  /** Events that belong into the same transaction. */
  readonly also: readonly Checked[]
}

/** The made partitions of one asset, with the store that commits them. */
interface Group {
  readonly asset: string
  readonly store: Store | undefined
  readonly made: readonly Made[]
  partitions: readonly MadePartition[]
  /** What rows are from now on, where that is something else than before. */
  readonly rowSchema: Json | undefined
}

/** The rows of so many partitions are kept at hand for those who read them next. */
const keptRows = 1000

/**
 * Makes an attempt's values visible and recorded. In-place stores commit first, announced by a `publishing` event;
 * then one transaction of the log records everything, which is the commit of versioned stores; then their readable
 * paths follow. A crash between any two of these is finished or undone by `recoverRuns`.
 */
export function commit(run: RunContext, committing: Committing): Promise<void> {
  const promoting = committing.made.find(({ definition }) => definition.aliases?.promote)
  const work = () => commitNow(run, committing)
  return promoting ? run.alone(promoting.definition.key, () => untilSettled(work)) : work()
}

async function commitNow(run: RunContext, committing: Committing): Promise<void> {
  const { attempt, also } = committing
  const projectionOf = await orDiscard(run, committing, () => projectionsOf(run, committing.unit))
  const groups = groupsOf(run, committing, projectionOf)
  const { moves, expects } = await orDiscard(run, committing, async () => {
    const { moves: promoted, expects } = await promotions(run, committing.made)
    for (const group of groups) if (!group.store) await writeUnstaged(run, group, attempt)
    const inPlace = groups.filter(({ store }) => store?.commit === 'in-place')
    if (inPlace.length > 0) await publishInPlace(run, inPlace, committing, promoted)
    // What is published in place cannot be taken back: there the move stands as it was announced.
    return { moves: promoted.map((move) => published(move, groups)), expects: inPlace.length > 0 ? undefined : expects }
  })
  const materialized = groups.map((group) => materializedEvent(run, group, committing))
  const shaped = groups.flatMap(({ asset, rowSchema }) => shapedEvents(asset, rowSchema))
  const position = await record(run, committing, [...shaped, ...materialized, ...moves, ...also], expects)
  const time = run.parts.clock.now()
  for (const [index, event] of materialized.entries())
    note(run, groups[index]?.partitions ?? [], { ...event, position, time, version: 2 })
  for (const { asset, rowSchema } of groups) run.parts.snapshot.ledger(asset).shape(rowSchema)
  run.parts.snapshot.moveAliases(moves, position, time)
  for (const group of groups) if (group.store?.commit === 'versioned') await project(run, group, group.store, attempt)
}

/** What is staged stays when it is not known whether the log took the events: then it may be all that there is. */
async function record(
  run: RunContext,
  committing: Committing,
  events: readonly EventDraft[],
  expects: AliasExpectation | undefined,
): Promise<number> {
  try {
    const position = await run.append(events, expects)
    run.unsettled.delete(committing.attempt.id)
    return position
  } catch (error) {
    if (isHeadwaterError(error) && error.code === 'LEASE_LOST') await discard(run, committing, [])
    if (run.unsettled.has(committing.attempt.id) && error instanceof Error) run.undecided.add(error)
    throw error
  }
}

function groupsOf(run: RunContext, { made }: Committing, projectionOf: ProjectionOf): readonly Group[] {
  const byAsset = Map.groupBy(made, ({ definition }) => definition)
  return [...byAsset].map(([definition, of]) => ({
    asset: definition.key,
    store: of.every(({ staged }) => staged) ? ioOf(run.parts.model, definition)?.store : undefined,
    made: of,
    partitions: of.map((made) => partitionOf(made, projectionOf)),
    rowSchema: changedShape(run.parts.snapshot, definition),
  }))
}

/** See `projectionsOf`. */
type ProjectionOf = Awaited<ReturnType<typeof projectionsOf>>

function partitionOf({ partition, staged }: Made, projectionOf: ProjectionOf): MadePartition {
  const { cell, text, verdict } = partition
  const { readings } = verdict
  return {
    cell,
    partition: text,
    dataVersion: staged?.dataVersion ?? '',
    columns: staged?.columns,
    location: staged?.location ?? nowhere,
    rows: staged?.rows,
    bytes: staged?.bytes,
    inputs:
      readings.length === 0
        ? noInputs
        : readings.map((reading) => madeInput(reading, cell, projectionOf(partition, reading))),
  }
}

/** One object for all, so that they are recorded as one. */
const nowhere = {}
const noInputs: MadePartition['inputs'] = []

/** Lets later steps of the run see what was recorded. */
function note(run: RunContext, partitions: readonly MadePartition[], event: EventOf<'materialized'>): void {
  const rows = partitions.length > keptRows ? [] : partitions.map((partition) => rowOf(partition, event))
  run.parts.snapshot.ledger(event.asset).add(event, rows)
}

/** A manager without a store writes in place, value by value; an asset without a value has only its effect. */
async function writeUnstaged(run: RunContext, group: Group, attempt: Attempt): Promise<void> {
  const written: MadePartition[] = []
  for (const [index, partition] of group.partitions.entries()) {
    const made = group.made[index]
    if (made) written.push({ ...partition, dataVersion: await writeOne(run, made, attempt) })
  }
  group.partitions = written
}

/** Answers with the data version. */
async function writeOne(run: RunContext, { definition, partition, value }: Made, attempt: Attempt): Promise<string> {
  const io = ioOf(run.parts.model, definition)
  if (!io) return `effect:${attempt.id}`
  const at = { asset: definition.key, partition: partition.text }
  const what = `writing asset \`${definition.key}\` through \`${io.name}\``
  await callUserCode({ code: 'IO_FAILED', what, ...at }, () => io.write(value as never, at))
  return `value:1:${valueDigest(value)}`
}

/** One announcement for all, then one transaction for each home: assets that are made together appear together. */
async function publishInPlace(
  run: RunContext,
  inPlace: readonly Group[],
  committing: Committing,
  moves: readonly AliasMoved[],
): Promise<void> {
  const { attempt, also } = committing
  run.unsettled.add(attempt.id)
  const announced = { runId: run.runId, attempt: attempt.id, token: attempt.token }
  await run.append(
    inPlace.map((group) => ({
      type: 'publishing',
      ...announced,
      asset: group.asset,
      staged: [...stagedOf(group)],
      // What recovery would have to record, if this process ends between the two commits.
      ...columnsOf(run, group, committing),
      checks: also.filter(({ asset }) => asset === group.asset),
      aliases: moves.filter(({ asset }) => asset === group.asset),
      ...(group.rowSchema !== undefined && { rowSchema: recordable(group.rowSchema) }),
    })),
  )
  for (const together of Map.groupBy(inPlace, ({ store }) => store?.home).values()) {
    const done = (await together[0]?.store?.publish(together.flatMap(stagedOf), attempt)) ?? []
    for (const group of together) {
      const own = done.filter(({ asset }) => asset === group.asset)
      group.partitions = publishedPartitions(group.partitions, own)
    }
  }
}

function stagedOf({ made }: Group): readonly Staged[] {
  return made.flatMap(({ staged }) => staged ?? [])
}

/** An alias points at the version where it was published, not where it was staged. */
export function published<M extends Omit<AliasMoved, 'type'>>(
  move: M,
  groups: readonly Pick<Group, 'asset' | 'partitions'>[],
): M {
  const group = groups.find(({ asset }) => asset === move.asset)
  const final = group?.partitions.find(({ partition }) => partition === move.partition)
  return final ? { ...move, dataVersion: final.dataVersion, location: final.location } : move
}

/** What was staged under one name may lie under another one when it is published. */
export function publishedPartitions(
  partitions: readonly MadePartition[],
  published: readonly Staged[],
): readonly MadePartition[] {
  const final = new Map(published.map((staged) => [staged.partition, staged]))
  return partitions.map((partition) => {
    const staged = final.get(partition.partition)
    if (!staged) return partition
    const { location, dataVersion } = staged
    // What was staged may have come to other rows, whose columns nobody hashed.
    const columns = staged.columns ?? (dataVersion === partition.dataVersion ? partition.columns : undefined)
    return { ...partition, location, dataVersion, columns }
  })
}

/** What user code and the maker said of the assets of a group. */
function factsOf({ made }: Group, { facts }: Committing): { readonly facts?: { [name: string]: Facts[string] } } {
  const all: { [name: string]: Facts[string] } = Object.assign({}, facts, ...made.map((one) => one.facts ?? {}))
  return Object.keys(all).length > 0 ? { facts: all } : {}
}

function materializedEvent(
  run: RunContext,
  group: Group,
  committing: Committing,
): Extract<EventDraft, { type: 'materialized' }> {
  return {
    type: 'materialized',
    runId: run.runId,
    asset: group.asset,
    attempt: committing.attempt.id,
    ...columnsOf(run, group, committing),
  }
}

function columnsOf(run: RunContext, group: Group, committing: Committing): MadeColumns {
  const { snapshot } = run.parts
  const { unit, readAt, seconds } = committing
  const cells = Subset.of(group.partitions.map(({ cell }) => cell))
  return toColumns(group.partitions, {
    codeVersion: unit.codeVersion,
    recipe: recipeOf(snapshot, unit.step, group.asset),
    asOf: snapshot.position,
    open: cells.subtract(snapshot.grid(group.asset).completeIn(cells, readAt)),
    seconds,
    ...factsOf(group, committing),
  })
}

/** The readable paths are a convenience: the values are committed, and a path that cannot be written loses nothing. */
async function project(run: RunContext, group: Group, store: Store, attempt: Attempt): Promise<void> {
  try {
    await store.publish(stagedOf(group), attempt)
  } catch (error) {
    run.warn(
      { assets: [group.asset] },
      `materialized, but its readable path was not written: ${problemOf(error).message}`,
    )
  }
}

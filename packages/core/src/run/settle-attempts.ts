import type { EventOf } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import type { Location, Staged, Store } from '../io/index.ts'
import { Subset } from '../partitions/index.ts'
import { halfRecorded } from '../status/index.ts'
import { published, publishedPartitions } from './commit.ts'
import { currentKey } from './history-events.ts'
import { fromColumns, rowOf, toColumns } from './made-partitions.ts'
import { problemOf } from './problem.ts'
import type { RunContext } from './run-context.ts'
import { shapedEvents } from './shaped-events.ts'

/**
 * Finishes or undoes what attempts of a run began to publish and never recorded. In-place stores know what they
 * committed: that is recorded, and never undone. What they did not commit is fenced off, so that no straggler can
 * commit it later. Answers with what was done, in words.
 */
export async function settleAttempts(run: RunContext, ofRun: string): Promise<readonly string[]> {
  const events = await run.parts.store.events({ types: ['publishing', 'materialized'], runId: ofRun })
  const recorded = new Set(events.filter((event) => event.type === 'materialized').map(nameOf))
  const actions: string[] = []
  for (const event of events) {
    if (event.type === 'publishing' && !recorded.has(nameOf(event))) actions.push(await settle(run, event))
  }
  return actions
}

function nameOf(event: { readonly attempt: string; readonly asset: string }): string {
  return `${event.attempt}\n${event.asset}`
}

async function settle(run: RunContext, publishing: EventOf<'publishing'>): Promise<string> {
  const { asset, attempt } = publishing
  const { model, snapshot } = run.parts
  const definition = run.definition(currentKey(model, asset))
  const store = definition && ioOf(model, definition)?.store
  if (definition && snapshot.former(definition.key)?.cut)
    return `\`${asset}\`: attempt ${attempt} was left alone, since the asset is cut otherwise now`
  if (!store) return `\`${asset}\`: attempt ${attempt} was left alone, since the project no longer has this asset`
  const committed = await store.committed(attempt, asset)
  if (committed.length === 0) {
    await store.fence(
      asset,
      run.parts.guard.token,
      publishing.staged.map(({ partition }) => partition),
    )
    return `\`${asset}\`: attempt ${attempt} had not published; it was discarded`
  }
  await record(run, publishing, committed)
  return `\`${asset}\`: attempt ${attempt} had published ${committed.length} partition${committed.length === 1 ? '' : 's'}; they were recorded`
}

async function record(run: RunContext, publishing: EventOf<'publishing'>, committed: readonly Staged[]): Promise<void> {
  const { runId, attempt, codeVersion, asOf, seconds, facts, checks, aliases } = publishing
  const ledger = run.parts.snapshot.ledger(currentKey(run.parts.model, publishing.asset))
  const asset = ledger.recordedAs
  const there = new Set(committed.map(({ partition }) => partition))
  const partitions = publishedPartitions(
    fromColumns(publishing, ledger.grid).filter(({ partition }) => there.has(partition)),
    committed,
  )
  const recipe = isWhole(run, publishing) ? publishing.recipe : halfRecorded
  const open = Subset.decode(publishing.open).intersect(Subset.of(partitions.map(({ cell }) => cell)))
  const made = toColumns(partitions, { codeVersion, recipe, asOf, open, seconds, ...(facts && { facts }) })
  const moves = aliases
    .filter((move) => there.has(move.partition))
    .map((move) => published({ ...move, asset, type: 'alias_moved' as const }, [{ asset, partitions }]))
  const event = { type: 'materialized', runId, asset, attempt, ...made } as const
  const position = await run.append([
    ...shapedEvents(asset, publishing.rowSchema),
    event,
    ...moves,
    ...checks.map((check) => ({ ...check, asset, type: 'checked' as const })),
  ])
  const time = run.parts.clock.now()
  ledger.shape(publishing.rowSchema)
  run.parts.snapshot.moveAliases(moves, position, time)
  ledger.add(
    { ...event, position, time, version: 2 },
    partitions.map((partition) => rowOf(partition, { ...event, position, time })),
  )
}

/** Whether recovery can record all that the attempt made: what it staged in stores of versions is lost with it. */
function isWhole(run: RunContext, { asset }: EventOf<'publishing'>): boolean {
  const { model } = run.parts
  const outputs = Object.values(run.definition(currentKey(model, asset))?.step.outputs ?? {})
  return outputs.every((output) => ioOf(model, output)?.store?.commit === 'in-place')
}

/** Removes what attempts of a run staged and nobody recorded, and writes the readable paths of what was recorded. */
export async function sweepRun(run: RunContext, ofRun: string, assets: readonly string[]): Promise<readonly string[]> {
  const materialized = await run.parts.store.events({ types: ['materialized'], runId: ofRun })
  const actions: string[] = []
  for (const asset of assets) {
    const definition = run.definition(currentKey(run.parts.model, asset))
    const store = definition && ioOf(run.parts.model, definition)?.store
    if (!store) continue
    const own = materialized.filter((event) => event.asset === asset)
    const removed = await store.sweep(ofRun, asset, own.flatMap(locationsOf))
    if (removed > 0)
      actions.push(`\`${asset}\`: ${removed} unpublished value${removed === 1 ? ' was' : 's were'} removed`)
    if (store.commit === 'versioned') await projectAgain(run, asset, store, own)
  }
  return actions
}

/** Only what is still the newest of its partition belongs on the readable path. */
async function projectAgain(
  run: RunContext,
  asset: string,
  store: Store,
  own: readonly EventOf<'materialized'>[],
): Promise<void> {
  const ledger = run.parts.snapshot.ledger(currentKey(run.parts.model, asset))
  for (const event of own) {
    const rows = await ledger.rows(Subset.decode(event.partitions))
    const newest = fromColumns(event, ledger.grid).filter((made) => rows.get(made.cell)?.position === event.position)
    if (newest.length === 0) continue
    const staged = newest.map((made) => ({ ...made, asset }))
    try {
      await store.publish(staged, { id: event.attempt, runId: run.runId, token: run.parts.guard.token })
    } catch (error) {
      run.warn({ assets: [asset] }, `its readable path was not written: ${problemOf(error).message}`)
    }
  }
}

function locationsOf({ location }: EventOf<'materialized'>): readonly Location[] {
  return 'same' in location ? [location.same] : location.each
}

import { inChunks, readAt } from '../status/index.ts'
import type { AssetDefinition, Observation } from '../define/index.ts'
import type { EventDraft } from '../events/index.ts'
import { ioOf } from '../graph/index.ts'
import { valueDigest } from '../io/value-digest.ts'
import { type Cell, type Grid, Subset } from '../partitions/index.ts'
import { attemptCall, callUserCode, type RunContext } from '../run/index.ts'
import type { LedgerRow } from '../state/index.ts'

/** What was just seen of partitions of an asset that is made elsewhere, and the log does not know. */
export interface Observed {
  readonly asset: string
  readonly partitions: Subset
  /** By partition, in the order of cells. */
  readonly dataVersions: readonly string[]
  readonly facts: Observation['facts']
}

/**
 * Looks at assets that are made elsewhere: by their `observe`, else by the content that their IO manager reads; one
 * with neither counts as there and unchanged. The snapshot then shows what was seen: a partition that cannot be looked
 * at is absent, and the ledger knows why. Answers with what is new.
 */
export async function observeExternals(
  run: RunContext,
  definitions: readonly AssetDefinition[],
): Promise<readonly Observed[]> {
  const news: Observed[] = []
  for (const definition of definitions) {
    const canBeSeen = definition.step.observe || ioOf(run.parts.model, definition)
    news.push(...(canBeSeen ? await lookAtEach(run, definition) : takenOnTrust(run, definition)))
  }
  return news
}

/** Nothing tells more of it than that it is there. */
function takenOnTrust(run: RunContext, { key }: AssetDefinition): readonly Observed[] {
  const { snapshot, clock } = run.parts
  const ledger = snapshot.ledger(key)
  const partitions = ledger.grid.complete(snapshot.now).subtract(ledger.materialized)
  if (partitions.isEmpty) return []
  const observed = { asset: key, partitions, dataVersions: [trusted], facts: undefined }
  ledger.see(seenRows(observed, { time: clock.now(), position: snapshot.position }))
  return [observed]
}

const trusted = 'external'

async function lookAtEach(run: RunContext, definition: AssetDefinition): Promise<readonly Observed[]> {
  const { snapshot, clock } = run.parts
  const ledger = snapshot.ledger(definition.key)
  const news: Observed[] = []
  for (const cells of inChunks(ledger.grid.complete(snapshot.now), 1000)) {
    const rows = await ledger.rows(cells)
    for (const cell of cells.cells()) {
      const seen = await look(run, definition, { cell, grid: ledger.grid })
      if ('unreadable' in seen) ledger.lose(cell, seen.unreadable)
      else if (rows.get(cell)?.dataVersion !== seen.dataVersion) {
        const { dataVersion, facts } = seen
        const observed = {
          asset: definition.key,
          partitions: Subset.of([cell]),
          dataVersions: [dataVersion],
          facts,
        }
        ledger.see(seenRows(observed, { time: clock.now(), position: snapshot.position }))
        news.push(observed)
      }
    }
  }
  return news
}

/** The rows that an observation will become when it is recorded. One version stands for all partitions. */
function seenRows(
  { partitions, dataVersions }: Observed,
  at: { readonly time: number; readonly position: number },
): readonly LedgerRow[] {
  return Array.from(partitions.cells(), (cell, index) => ({
    ...cell,
    ...at,
    ...nothingMade,
    dataVersion: dataVersions[index] ?? dataVersions[0] ?? '',
  }))
}

/** The event that records what was seen. */
export function observedEvent({ asset, partitions, dataVersions, facts }: Observed, runId: string): EventDraft {
  const [only = ''] = dataVersions
  return {
    type: 'observed',
    runId,
    asset,
    partitions: partitions.encode(),
    dataVersion: dataVersions.length === 1 ? { same: only } : { each: [...dataVersions] },
    ...(facts ? { facts } : {}),
  }
}

/** What a row says that no run made. */
const nothingMade = {
  runId: undefined,
  codeVersion: '',
  recipe: '',
  location: {},
  inputs: [],
  rows: undefined,
  bytes: undefined,
} as const

type At = { readonly cell: Cell; readonly grid: Grid }

async function look(
  run: RunContext,
  definition: AssetDefinition,
  at: At,
): Promise<Observation | { readonly unreadable: string }> {
  try {
    return await (definition.step.observe ? observe(run, definition, at) : read(run, definition, at))
  } catch (error) {
    return { unreadable: run.problem(error).message }
  }
}

async function observe(
  run: RunContext,
  { step, key: asset }: AssetDefinition,
  { cell, grid }: At,
): Promise<Observation> {
  const [key, text] = [grid.keyOf(cell), grid.textOf(cell)]
  const verdict = { stale: undefined, readings: [] }
  const unit = { step, assets: [asset], codeVersion: '', partitions: [{ key, text, cell, verdict }] }
  const { call } = await attemptCall(run, unit, run.nextAttempt(), run.parts.signal)
  const what = `observe of asset \`${asset}\``
  const seen = await callUserCode({ code: 'STEP_FAILED', what, asset, partition: text }, async () =>
    step.observe?.(call),
  )
  return { dataVersion: String(seen?.dataVersion), ...(seen?.facts ? { facts: run.facts(seen.facts, what) } : {}) }
}

async function read(run: RunContext, definition: AssetDefinition, { cell, grid }: At): Promise<Observation> {
  const io = ioOf(run.parts.model, definition)
  if (!io) return { dataVersion: 'external' }
  const at = { asset: definition.key, partition: grid.textOf(cell) }
  const what = `reading asset \`${at.asset}\` through \`${io.name}\``
  return {
    dataVersion: `value:1:${valueDigest(await callUserCode({ code: 'IO_FAILED', what, ...at }, () => io.read(readAt(definition, at.partition))))}`,
  }
}

import { rowSchemaOf } from '../status/index.ts'
import { digest } from '../base/digest.ts'
import type { AssetDefinition, Observation } from '../define/index.ts'
import { ioOf } from '../graph/index.ts'
import { valueDigest } from '../io/value-digest.ts'
import type { Cell, Grid } from '../partitions/index.ts'
import { attemptCall, callUserCode, type RunContext } from '../run/index.ts'
import type { LedgerRow } from '../state/index.ts'

/** One look at one partition of an asset that is made elsewhere. */
export interface Observed {
  readonly asset: string
  readonly row: LedgerRow
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
    const ledger = run.parts.snapshot.ledger(definition.key)
    for (const cell of ledger.grid.complete(run.parts.snapshot.now).cells()) {
      const seen = await look(run, definition, { cell, grid: ledger.grid })
      if ('unreadable' in seen) ledger.lose(cell, seen.unreadable)
      else if (ledger.row(cell)?.dataVersion !== seen.dataVersion) {
        const { dataVersion, facts } = seen
        const at = { ...cell, partition: ledger.grid.textOf(cell), position: ledger.position }
        const row = {
          ...at,
          ...nothingMade,
          dataVersion,
          fingerprint: digest(dataVersion),
          time: run.parts.clock.now(),
        }
        ledger.add([row])
        news.push({ asset: definition.key, row, facts })
      }
    }
  }
  return news
}

/** What a row says that no run made. */
const nothingMade = {
  runId: undefined,
  codeVersion: '',
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
  const verdict = { stale: undefined, fingerprint: '', readings: [] }
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
    dataVersion: `value:1:${valueDigest(await callUserCode({ code: 'IO_FAILED', what, ...at }, () => io.read({ ...at, rowSchema: rowSchemaOf(definition.schema) })))}`,
  }
}

import { digest } from '../base/digest.ts'
import type { AssetDefinition, Observation } from '../define/index.ts'
import { isHeadwaterError } from '../errors/index.ts'
import { valueDigest } from '../io/value-digest.ts'
import type { Cell } from '../partitions/index.ts'
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
 * with neither counts as there and unchanged. A partition that cannot be read is absent. Answers with what is new.
 */
export async function observeExternals(run: RunContext, definitions: readonly AssetDefinition[]): Promise<readonly Observed[]> {
  const news: Observed[] = []
  for (const definition of definitions.filter(({ step }) => !step.produce)) {
    const ledger = run.parts.snapshot.ledger(definition.key)
    for (const cell of ledger.grid.complete(run.parts.snapshot.now).cells()) {
      const observation = await observe(run, definition, cell)
      const before = ledger.row(cell)
      if (!observation || before?.dataVersion === observation.dataVersion) continue
      const row = rowOf(run, cell, ledger.grid.textOf(cell), { position: ledger.position, dataVersion: observation.dataVersion })
      ledger.add([row])
      news.push({ asset: definition.key, row, facts: observation.facts })
    }
  }
  return news
}

async function observe(run: RunContext, definition: AssetDefinition, cell: Cell): Promise<Observation | undefined> {
  const { step, key: asset, io } = definition
  const { grid } = run.parts.snapshot.ledger(asset)
  const [key, text] = [grid.keyOf(cell), grid.textOf(cell)]
  const look = step.observe
  if (look) {
    const verdict = { stale: undefined, fingerprint: '', readings: [] }
    const unit = { step, assets: [asset], codeVersion: '', partitions: [{ key, text, cell, verdict }] }
    const { call } = await attemptCall(run, unit, run.nextAttempt(), run.parts.signal)
    return callUserCode({ code: 'STEP_FAILED', what: `observe of asset \`${asset}\``, asset, partition: text }, () => look(call))
  }
  if (!io) return { dataVersion: 'external' }
  try {
    return { dataVersion: `value:1:${valueDigest(await io.read({ asset, partition: text }))}` }
  } catch (error) {
    run.warn({ assets: [asset] }, `is made elsewhere and cannot be read: ${isHeadwaterError(error) ? error.message : String(error)}`)
    return undefined
  }
}

function rowOf(run: RunContext, cell: Cell, partition: string | null, of: { readonly position: number; readonly dataVersion: string }): LedgerRow {
  return { ...cell, ...of, partition, time: run.parts.clock.now(), runId: undefined, codeVersion: '', fingerprint: digest(of.dataVersion), location: {}, inputs: [], rows: undefined, bytes: undefined }
}

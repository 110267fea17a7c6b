import { isHeadwaterError } from '../errors/index.ts'
import type { EventDraft } from '../events/index.ts'
import type { AliasExpectation } from '../state/index.ts'
import { callUserCode } from './call-user-code.ts'
import type { Made } from './made.ts'
import type { RunContext } from './run-context.ts'

export type AliasMoved = Extract<EventDraft, { type: 'alias_moved' }>

/** The aliases that new versions take, and where the alias stood that decided on that. */
export interface Promotions {
  readonly moves: readonly AliasMoved[]
  readonly expects: AliasExpectation | undefined
}

/**
 * Asks each new model version which alias it takes. Its rival is the version that holds the asset's first alias: as it is
 * now, since somebody may have moved it by hand while the new version was trained.
 */
export async function promotions(run: RunContext, made: readonly Made[]): Promise<Promotions> {
  const moves: AliasMoved[] = []
  let expects: AliasExpectation | undefined
  for (const { definition, partition, staged, facts } of made) {
    const { aliases, key: asset } = definition
    const promote = aliases?.promote
    if (!promote || !staged) continue
    const rival = await rivalOf(run, asset, aliases.names[0] ?? '')
    expects = rival.expects
    const alias = await callUserCode(
      { code: 'STEP_FAILED', what: `promote of asset \`${asset}\``, asset, partition: partition.text },
      () => promote(facts ?? {}, rival.metrics),
    )
    if (alias === undefined) continue
    moves.push({
      type: 'alias_moved',
      runId: run.runId,
      asset,
      alias,
      partition: partition.text,
      dataVersion: staged.dataVersion,
      location: staged.location,
      facts: facts ?? {},
    })
  }
  return { moves, expects }
}

async function rivalOf(run: RunContext, key: string, alias: string) {
  const { recordedAs: asset } = run.parts.snapshot.ledger(key)
  const { of } = await run.parts.store.ledger.records([asset])
  const now = of.get(asset)?.aliases.find((row) => row.alias === alias)
  return { metrics: now?.facts, expects: { asset, alias, position: now?.position ?? 0 } }
}

/** So often promote is asked anew because the alias that it decides about was moved meanwhile. */
const mostAnswers = 5

/** Does work that asks promote and records what it answered, until nobody moved the alias in between. */
export async function untilSettled<T>(work: () => Promise<T>): Promise<T> {
  for (let answers = 1; ; answers += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isHeadwaterError(error) || error.code !== 'ALIAS_MOVED' || answers === mostAnswers) throw error
    }
  }
}

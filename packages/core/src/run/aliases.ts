import type { EventDraft } from '../events/index.ts'
import { callUserCode } from './call-user-code.ts'
import type { Made } from './made.ts'
import type { RunContext } from './run-context.ts'

export type AliasMoved = Extract<EventDraft, { type: 'alias_moved' }>

/** Asks each new model version which alias it takes. Its rival is the version that holds the asset's first alias. */
export async function promotions(run: RunContext, made: readonly Made[]): Promise<readonly AliasMoved[]> {
  const moves: AliasMoved[] = []
  for (const { definition, partition, staged, facts } of made) {
    const { aliases, key: asset } = definition
    const promote = aliases?.promote
    if (!promote || !staged) continue
    const current = run.parts.snapshot.alias(asset, aliases.names[0] ?? '')?.facts
    const alias = await callUserCode(
      { code: 'STEP_FAILED', what: `promote of asset \`${asset}\``, asset, partition: partition.text },
      () => promote(facts ?? {}, current),
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
  return moves
}

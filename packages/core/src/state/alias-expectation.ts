import { fail } from '../errors/index.ts'
import type { EventOf } from '../events/index.ts'

/** Where an alias of a model stood when somebody decided to move it. */
export interface AliasExpectation {
  /** The name that the asset is recorded under. */
  readonly asset: string
  readonly alias: string
  /** The position of the `alias_moved` event that put it there; 0 where no version holds it yet. */
  readonly position: number
}

/** Throws ALIAS_MOVED where the alias has been moved since. `moves` are those of the asset that count, the newest last. */
export function assertAliasAt(
  moves: readonly EventOf<'alias_moved'>[],
  { asset, alias, position }: AliasExpectation,
): void {
  const now = moves.findLast((move) => move.alias === alias)
  if ((now?.position ?? 0) === position) return
  const since = now ? ` by run \`${now.runId}\` at ${new Date(now.time).toISOString()}` : ''
  fail('ALIAS_MOVED', {
    message: `alias \`${alias}\` of model \`${asset}\` was moved by somebody else${since}, after it was looked at`,
    hint: `Nothing was recorded. See where it stands with \`headwater models ${asset}\`, and decide again.`,
    asset,
  })
}

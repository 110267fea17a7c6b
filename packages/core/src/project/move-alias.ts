import { newId } from '../base/id.ts'
import type { AssetDefinition } from '../define/index.ts'
import { fail, isHeadwaterError } from '../errors/index.ts'
import { Subset } from '../partitions/index.ts'
import { ModelHistory, type VersionRow } from './model-history.ts'
import type { Session } from './session.ts'
import { underLease } from './under-lease.ts'

/** An alias that is to be moved. */
export interface AliasMove {
  readonly alias: string
  /** The version that takes it, by its number or another alias. */
  readonly to: string | number
  /** The version that must hold it now, null for none. Absent: whichever does. */
  readonly expected: number | null | undefined
}

/**
 * Gives an alias to a version. Of two who move it from the same place one wins: the log takes the move only where the
 * alias still is where it was when it was looked at. Throws ALIAS_MOVED.
 */
export async function moveAlias(session: Session, definition: AssetDefinition, move: AliasMove): Promise<VersionRow> {
  const { alias, to } = move
  const { store, clock } = session.parts
  const history = await ModelHistory.read(session, definition)
  const { asset, recordedAs } = history.ledger
  const from = history.alias(alias)
  const holder = await history.holder(alias)
  assertExpected(asset, move, from ? holder?.position : null)
  const row = await history.row(to)
  if (holder?.position === row.position) return row
  await keepingVersions(session, definition, async () => {
    // What was kept when it was looked at may have been pruned since.
    await (await ModelHistory.read(session, definition)).assertKept(row)
    const { partition, dataVersion, location, facts } = row
    const runId = newId(clock.now())
    await store.append(
      [{ type: 'alias_moved', runId, asset: recordedAs, alias, partition, dataVersion, location, facts }],
      { expects: { asset: recordedAs, alias, position: from?.position ?? 0 } },
    )
  })
  return row
}

/** `holder` is null for none, and undefined for one that is no longer recorded. */
function assertExpected(asset: string, { alias, expected }: AliasMove, holder: number | null | undefined): void {
  if (expected === undefined || expected === holder) return
  const inWords = (version: number | null | undefined): string =>
    version === null ? 'no version' : version === undefined ? 'a version that was pruned' : `version ${version}`
  fail('ALIAS_MOVED', {
    message: `alias \`${alias}\` of model \`${asset}\` is held by ${inWords(holder)}, and not by ${inWords(expected)} as was expected`,
    hint: `See where it stands with \`headwater models ${asset}\`, and decide again.`,
    asset,
  })
}

/** What stands for the versions of a model among leases, since no asset has such a key; nothing for what is no model. */
export function versionsLease({
  key,
  aliases,
}: AssetDefinition): readonly { readonly asset: string; readonly subset: string }[] {
  return aliases ? [{ asset: `${key}@versions`, subset: Subset.of([{ series: '', ordinal: 0 }]).encode() }] : []
}

const pauseMs = 50
const mostPauses = 200

/** Works while nobody deletes versions of the model. Others who do the same, or prune, are waited for. */
async function keepingVersions(
  session: Session,
  definition: AssetDefinition,
  work: () => Promise<void>,
): Promise<void> {
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await underLease(session, versionsLease(definition), work)
    } catch (error) {
      if (!isHeadwaterError(error) || error.code !== 'LEASE_HELD' || pauses === mostPauses) throw error
      await session.parts.clock.sleep(pauseMs)
    }
  }
}

import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import { ValueReader } from '../run/index.ts'
import type { AssetLedger } from '../status/index.ts'
import { formerRow } from './former-row.ts'
import { knownCell, type Wanted, wantedCell } from './named-cell.ts'
import type { Session } from './session.ts'

/**
 * Reads the newest published value of one partition; by a key that only a former cut of the asset knows, the value that
 * it had then. Only assets that are made elsewhere are looked at before.
 */
export async function loadValue(session: Session, definition: AssetDefinition, at: Wanted): Promise<unknown> {
  const { step, key } = definition
  const snapshot = step.produce ? await session.snapshot([step]) : (await session.observed([step])).snapshot
  const ledger = snapshot.ledger(key)
  const cell = knownCell(key, ledger.grid, at, snapshot.now)
  const row = (cell && (await ledger.row(cell))) ?? (await formerRow(session, snapshot, { asset: key, at }))
  return new ValueReader(session.parts.model).read(definition, row ?? failAbsent(ledger, at, snapshot.now))
}

/** Throws NOT_MATERIALIZED saying what there is, or PARTITION_UNKNOWN. */
export function failAbsent(ledger: AssetLedger, at: Wanted, now: number): never {
  const { asset, grid } = ledger
  const cell = wantedCell(asset, grid, at, now)
  const partition = grid.textOf(cell)
  // A key of the right form may still name no partition: then this throws, and says which there are.
  if (partition !== null) grid.parse(partition, now)
  const where = partition === null ? '' : ` partition \`${partition}\``
  const there = ledger.materialized.isEmpty ? '' : grid.describe(ledger.materialized)
  const why = ledger.whyAbsent(cell)
  return fail('NOT_MATERIALIZED', {
    asset,
    partition: partition ?? undefined,
    message: `asset \`${asset}\`${where} ${why === undefined ? 'is not materialized' : `cannot be read: ${why}`}${there ? `; it has ${there}` : ''}`,
    hint: `Run \`headwater materialize ${asset}${partition === null ? '' : ` --partitions ${partition}`}\`.`,
  })
}

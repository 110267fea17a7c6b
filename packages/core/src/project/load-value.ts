import type { AssetDefinition } from '../define/index.ts'
import { fail } from '../errors/index.ts'
import type { Cell, Grid, PartitionKey } from '../partitions/index.ts'
import { ValueReader } from '../run/index.ts'
import type { AssetLedger } from '../status/index.ts'
import { namedCell } from './named-cell.ts'
import type { Session } from './session.ts'

/** A partition by its key, or as text. */
export type Wanted = { readonly key: PartitionKey } | { readonly text: string | null }

/** Reads the newest published value of one partition. Only assets that are made elsewhere are looked at before. */
export async function loadValue(session: Session, definition: AssetDefinition, at: Wanted): Promise<unknown> {
  const { step, key } = definition
  const snapshot = step.produce ? await session.snapshot([step]) : (await session.observed([step])).snapshot
  const ledger = snapshot.ledger(key)
  const cell = cellOf(key, ledger.grid, at, snapshot.now)
  const row = (await ledger.row(cell)) ?? failAbsent(key, ledger, cell, snapshot.now)
  return new ValueReader(session.parts.model).read(definition, row)
}

function cellOf(asset: string, grid: Grid, at: Wanted, now: number): Cell {
  if ('text' in at) return namedCell(asset, grid, at.text, now)
  return at.key === null ? namedCell(asset, grid, null, now) : grid.cellOf(at.key)
}

function failAbsent(asset: string, ledger: AssetLedger, cell: Cell, now: number): never {
  const { grid } = ledger
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
